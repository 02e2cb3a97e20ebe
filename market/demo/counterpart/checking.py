"""Is this a request Stripe would take? Form bodies are unfolded and checked against the SDK's own types."""

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

T = TypeVar("T")
KEYS = re.compile(r"[^\[\]]+")
MODULES = {
    "session_create": ("stripe.params.checkout._session_create_params", "SessionCreateParams"),
    "session_expire": ("stripe.params.checkout._session_expire_params", "SessionExpireParams"),
    "session_retrieve": ("stripe.params.checkout._session_retrieve_params", "SessionRetrieveParams"),
    "session_list": ("stripe.params.checkout._session_list_params", "SessionListParams"),
    "refund_create": ("stripe.params._refund_create_params", "RefundCreateParams"),
    "refund_retrieve": ("stripe.params._refund_retrieve_params", "RefundRetrieveParams"),
    "intent_retrieve": ("stripe.params._payment_intent_retrieve_params", "PaymentIntentRetrieveParams"),
    "dispute_retrieve": ("stripe.params._dispute_retrieve_params", "DisputeRetrieveParams"),
}


class StripeError(Exception):
    """What Stripe would answer with 400: a parameter it does not know, or of another type."""

    def __init__(self, param: str, message: str, code: str = "parameter_unknown") -> None:
        super().__init__(message)
        self.param, self.message, self.code = param, message, code


def unfold(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=c` as nested objects and lists."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        keys, here = KEYS.findall(name), found
        for key in keys[:-1]:
            here = here.setdefault(key, {})
        here[keys[-1]] = value
    return {key: _listed(value) for key, value in found.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(each) for key, each in value.items()}


@lru_cache
def _adapter(what: str) -> TypeAdapter[Any]:
    """The SDK's TypedDict, told to refuse what it does not name."""
    import importlib

    import stripe

    name, root = MODULES[what]
    importlib.import_module(name)
    module: Any = sys.modules[name]
    module.Mapping = Mapping
    module.StripeContext = stripe.StripeContext
    module.UntypedStripeObject = dict[str, T]  # type: ignore[valid-type]
    for each in vars(module).values():
        if isinstance(each, type) and hasattr(each, "__total__"):
            config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
            each.__pydantic_config__ = config  # type: ignore[attr-defined]
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(module, root))
    adapter.rebuild(force=True, _types_namespace=vars(module))
    return adapter


def check(what: str, params: dict[str, Any]) -> None:
    """Raises StripeError for what the SDK's type does not know. Numbers and truths arrive as text in a form."""
    try:
        _adapter(what).validate_python(params)
    except ValidationError as error:
        first = error.errors()[0]
        raise StripeError(".".join(map(str, first["loc"])), first["msg"]) from error
