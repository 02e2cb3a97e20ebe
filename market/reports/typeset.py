"""Pages as PDF by Typst (the extra `pdf`). Data goes in only by `sys_inputs`, so that no name is run as a program."""

import json
from pathlib import Path
from typing import Any

from market.kernel.refused import Refused

HERE = Path(__file__).parent


def typeset(source: str, data: dict[str, Any]) -> bytes:
    """`source` names one of our `.typ` files. Refused without the extra. Runs apart: long data takes seconds."""
    try:
        import typst
    except ImportError:
        raise Refused("pdf_missing") from None
    made: bytes = typst.compile((HERE / source).read_bytes(), sys_inputs={"data": json.dumps(data)})
    return made
