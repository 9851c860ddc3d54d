"""What a letter states: the patient, the coverage, diagnoses, history, the request, the payer's policy, enclosures.

The groups and rows of a case that hold it; `case` puts them together with those of `case_course`.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from lmnboard.model.choices import (
    AlternativeReason,
    AttachmentKind,
    CodeSystem,
    EvidenceKind,
    FindingKind,
    Relationship,
    Sex,
    SignatureMethod,
    SubmissionMethod,
    TreatmentKind,
    TreatmentOutcome,
)
from lmnboard.model.fields import About
from lmnboard.model.parts import Day, Part, Row, Text


class LetterSections(Part):
    opening: Annotated[Text, About(title="opening", editor="long")] = None
    history: Annotated[Text, About(title="clinical history", editor="long")] = None
    treatments: Annotated[Text, About(title="previous treatments", editor="long")] = None
    justification: Annotated[Text, About(title="clinical justification", editor="long")] = None
    consequences: Annotated[Text, About(title="consequences of non-treatment", editor="long")] = None
    request: Annotated[Text, About(title="closing request", editor="long")] = None


class Letter(Part):
    sections: Annotated[
        LetterSections,
        About(title="own words", letter=True, help="Written by hand, in place of what the template says."),
    ] = msgspec.field(default_factory=LetterSections)
    written_over: Annotated[dict[str, str], About(title="facts written over", kept=True, internal=True)] = (
        msgspec.field(default_factory=dict)
    )


class Patient(Part):
    name: Annotated[Text, About(title="full legal name", example="Ada Okafor")] = None
    date_of_birth: Annotated[Day, About(title="date of birth", past=True, example="3/14/1958")] = None
    sex: Annotated[Sex | None, About(title="sex")] = None
    record_number: Annotated[Text, About(title="chart number", example="RC-20418")] = None
    treated_since: Annotated[
        Day,
        About(
            title="treated since",
            past=True,
            help="For the opening: since when the provider treats the patient.",
        ),
    ] = None


class Coverage(Part):
    plan_name: Annotated[Text, About(title="insurance plan", example="Choice POS II")] = None
    policy_number: Annotated[
        Text, About(title="policy number", help="Member or policy number.", example="W123456789")
    ] = None
    group_number: Annotated[Text, About(title="group number", help="Or 'none': many payers have no groups.")] = None
    subscriber_name: Annotated[Text, About(title="subscriber name")] = None
    subscriber_relationship: Annotated[
        Relationship | None,
        About(title="patient's relationship to subscriber", help="Self, where the patient is insured."),
    ] = None
    subscriber_date_of_birth: Annotated[Day, About(title="subscriber date of birth", past=True)] = None


class Diagnosis(Row):
    code: Annotated[Text, About(title="ICD-10-CM code", editor="icd10cm", example="M54.51")] = None
    description: Annotated[Text, About(title="diagnosis", example="Vertebrogenic low back pain")] = None
    diagnosed_on: Annotated[Day, About(title="date of diagnosis", past=True)] = None
    primary: Annotated[bool | None, About(title="primary diagnosis")] = None


class History(Part):
    course: Annotated[
        Text,
        About(title="course of the condition", editor="long", help="Duration, progression and severity."),
    ] = None
    symptoms: Annotated[Text, About(title="current symptoms", editor="long")] = None
    functional_impact: Annotated[
        Text,
        About(
            title="effect on daily functioning",
            editor="long",
            help="Work, school, walking, sleep, self-care.",
        ),
    ] = None
    comorbidities: Annotated[
        Text,
        About(title="comorbidities", editor="long", help="Those that bear on the treatment, or 'none relevant'."),
    ] = None


class Finding(Row):
    kind: Annotated[FindingKind | None, About(title="kind of finding")] = None
    name: Annotated[Text, About(title="test or examination", example="MRI lumbar spine")] = None
    date: Annotated[Day, About(title="date of finding", past=True)] = None
    result: Annotated[Text, About(title="result", example="L4-L5 disc extrusion, 7 mm")] = None
    attachment: Annotated[Text, About(title="enclosure", help="Which enclosure shows it (its row, as a2).")] = None


class Visits(Part):
    used: Annotated[int | None, About(title="visits used")] = None
    limit: Annotated[int | None, About(title="visit limit")] = None


class Treatment(Row):
    name: Annotated[Text, About(title="previous treatment", example="Physical therapy")] = None
    kind: Annotated[TreatmentKind | None, About(title="kind of treatment")] = None
    started_on: Annotated[Day, About(title="started on", past=True)] = None
    ended_on: Annotated[Day, About(title="ended on", past=True)] = None
    duration: Annotated[Text, About(title="length of treatment", example="12 weeks")] = None
    outcome: Annotated[TreatmentOutcome | None, About(title="outcome")] = None
    details: Annotated[Text, About(title="why it was not enough", editor="long")] = None


class Alternative(Row):
    name: Annotated[Text, About(title="alternative", example="Oral NSAIDs")] = None
    reason: Annotated[AlternativeReason | None, About(title="reason against it")] = None
    explanation: Annotated[Text, About(title="explanation", editor="long")] = None


class Evidence(Row):
    kind: Annotated[EvidenceKind | None, About(title="kind of evidence")] = None
    source: Annotated[Text, About(title="organization or journal", example="American Academy of Neurology")] = None
    title: Annotated[Text, About(title="title of the evidence")] = None
    year: Annotated[int | None, About(title="year", example="2024")] = None
    statement: Annotated[Text, About(title="what it says for this patient", editor="long")] = None


class RequestedCode(Row):
    system: Annotated[CodeSystem | None, About(title="code system")] = None
    code: Annotated[Text, About(title="procedure, supply or drug code", example="E0601")] = None
    description: Annotated[Text, About(title="code description")] = None
    units: Annotated[int | None, About(title="units")] = None
    supports: Annotated[list[str], About(title="supporting diagnosis codes")] = msgspec.field(default_factory=list)


class Request(Part):
    treatment: Annotated[
        Text,
        About(title="requested treatment", help="The treatment, procedure, drug or equipment, by its name."),
    ] = None
    codes: Annotated[list[RequestedCode], About(title="requested codes", prefix="c")] = msgspec.field(
        default_factory=list
    )
    dosage: Annotated[Text, About(title="dosage", example="300 mg subcutaneously")] = None
    quantity: Annotated[Text, About(title="quantity", example="2 prefilled pens per 28 days")] = None
    frequency: Annotated[Text, About(title="frequency", example="every 2 weeks")] = None
    duration: Annotated[Text, About(title="duration", example="12 weeks")] = None
    start_on: Annotated[Day, About(title="service date", help="When the treatment starts or is done.")] = None
    setting: Annotated[Text, About(title="place of service", example="Outpatient clinic")] = None
    face_to_face_on: Annotated[
        Day,
        About(title="face-to-face examination", past=True, help="The examination that supports the order."),
    ] = None


class Goal(Row):
    measure: Annotated[Text, About(title="what is measured", example="Oswestry Disability Index")] = None
    baseline: Annotated[Text, About(title="baseline", example="52 %")] = None
    target: Annotated[Text, About(title="target", example="30 % or less")] = None
    by: Annotated[Text, About(title="by when", example="12 weeks")] = None


class Outcomes(Part):
    expected: Annotated[Text, About(title="expected outcome", editor="long")] = None
    goals: Annotated[list[Goal], About(title="measurable goals", prefix="g")] = msgspec.field(default_factory=list)
    without_treatment: Annotated[Text, About(title="consequences of not treating", editor="long")] = None


class Criterion(Row):
    text: Annotated[Text, About(title="criterion of the policy", editor="long")] = None
    met_by: Annotated[Text, About(title="how the patient meets it", editor="long")] = None


class Policy(Part):
    reference: Annotated[
        Text, About(title="coverage policy", help="Policy, LCD or NCD number.", example="L33718", letter=True)
    ] = None
    found_at: Annotated[
        Text,
        About(title="source of the policy", help="Where it was found.", example="Provider portal, medical policies"),
    ] = None
    effective_on: Annotated[Day, About(title="effective date of the policy", past=True, example="1/1/2026")] = None
    criteria: Annotated[list[Criterion], About(title="coverage criteria", prefix="k", letter=True)] = msgspec.field(
        default_factory=list
    )
    criteria_set: Annotated[Text, About(title="criteria set", help="InterQual, MCG, ODG, MTUS.", letter=True)] = None
    required_form: Annotated[Text, About(title="payer's own form", help="Its name, or 'none'.")] = None
    submission_method: Annotated[SubmissionMethod | None, About(title="how the payer wants it")] = None
    signature_method: Annotated[SignatureMethod | None, About(title="signature the payer accepts")] = None
    reviewed_on: Annotated[Day, About(title="payer's requirements read on", past=True)] = None
    reviewed_by: Annotated[Text, About(title="payer's requirements read by", editor="ref", table="staff")] = None


class Injury(Part):
    date: Annotated[Day, About(title="date of injury", past=True)] = None
    employer: Annotated[Text, About(title="employer")] = None
    claim_number: Annotated[Text, About(title="claim number")] = None
    causation: Annotated[Text, About(title="how the work caused the need", editor="long")] = None


class Attachment(Row):
    title: Annotated[Text, About(title="title", example="MRI lumbar spine report")] = None
    kind: Annotated[AttachmentKind | None, About(title="kind of enclosure")] = None
    date: Annotated[Day, About(title="date of the document", past=True)] = None
    path: Annotated[Text, About(title="file", kept=True)] = None
    pages: Annotated[int | None, About(title="pages")] = None
    sha256: Annotated[Text, About(title="digest", kept=True, internal=True)] = None
