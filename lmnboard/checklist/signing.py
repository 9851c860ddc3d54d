"""Checks of the signature: by the one who writes, dated, of a kind that the payer takes.

Imports this room. Run by `runner`.
"""

from __future__ import annotations

from lmnboard.checklist.applies import coverage_asked, signed
from lmnboard.checklist.fault import Fault, missing, wrong
from lmnboard.checklist.reading import says_nothing
from lmnboard.checklist.registry import check
from lmnboard.checklist.subject import Subject
from lmnboard.knowledge.as_typed import quoted
from lmnboard.knowledge.typed_dates import us_date


@check(
    "CHK-135",
    "Provider's signature",
    part="L",
    section="sending",
    stage="review",
    source="guide A.071-072, A.101, A.108, A.210",
    also=("CHK-186",),
)
def signature(s: Subject) -> Fault | None:
    if says_nothing(s.case.signature.by):
        return wrong(
            "signature.by",
            "The letter is not signed, and no payer reads an unsigned one.",
            "The signing provider signs it, or their word that they signed is recorded.",
        )
    return None


@check(
    "CHK-140",
    "Signed by the treating provider",
    part="L",
    section="sending",
    stage="review",
    source="guide A.108, B.080",
    applies=signed,
)
def signer(s: Subject) -> Fault | None:
    by = s.case.signature.by or ""
    if by != s.case.provider:
        return wrong(
            "signature.by",
            f"Signed by {quoted(s.clinic.name_of('providers', by))}, who is not the case's signing provider.",
            "Have the signing provider sign, or choose the one who signed as signing provider.",
        )
    if s.provider.may_sign is False:
        return wrong(
            "signature.by",
            "Signed by somebody who is marked as one who may not sign letters.",
            "Have a provider sign who may, or correct the directory.",
        )
    return None


@check(
    "CHK-177",
    "Signed after the last change",
    part="O",
    section="sending",
    stage="review",
    source="guide B.081",
    applies=signed,
)
def signature_stands(s: Subject) -> Fault | None:
    if s.signed_other:
        return wrong(
            "signature.by",
            "The letter says something else now than when it was signed.",
            "Have it read and signed again.",
        )
    return None


@check(
    "CHK-138",
    "Signature date",
    part="L",
    section="sending",
    stage="review",
    source="guide A.072, A.212",
    applies=signed,
)
def signature_date(s: Subject) -> Fault | None:
    on = s.case.signature.on
    if on is None:
        return missing("signature.on", "an undated signature is not valid")
    if on > s.today:
        return wrong(
            "signature.on",
            f"Signed on {us_date(on)}, which is still to come.",
            "Sign again on the day itself.",
            words=us_date(on),
        )
    return None


@check(
    "CHK-139",
    "Signature kind the payer accepts (wet or electronic)",
    part="L",
    section="sending",
    stage="review",
    source="guide A.073",
    applies=coverage_asked,
)
def signature_kind(s: Subject) -> Fault | None:
    accepted = s.case.policy.signature_method or s.payer.signature_method
    if accepted is None:
        return missing(
            "policy.signature_method",
            "some payers refuse an electronic one",
            "Look it up and choose wet or electronic.",
            severity="warn",
        )
    used = s.case.signature.method
    if used is not None and accepted not in ("either", used):
        return wrong(
            "signature.method",
            f"The signature is {used}, and the payer accepts only one that is {accepted}.",
            "Have it signed again as the payer wants it.",
            words=used,
        )
    return None
