"""Pages as PDF by Typst (the extra `pdf`). Data goes in only by `sys_inputs`, so that no name is run as a program."""

import json
from pathlib import Path
from typing import Any

from market.kernel.refused import Refused

HERE = Path(__file__).parent


def typeset(source: str, data: dict[str, Any], pictures: str | None = None) -> bytes:
    """`source` names one of our `.typ` files; `pictures` is the only folder that it may read from. Refused without the
    extra. Runs apart: long data takes seconds."""
    try:
        import typst
    except ImportError:
        raise Refused("pdf_missing") from None
    compiling: Any = typst.compile  # its types want the root to be bytes, too, and it takes none
    made: bytes = compiling((HERE / source).read_bytes(), root=pictures, sys_inputs={"data": json.dumps(data)})
    return made
