"""Parameters that only pages take: which part of a thing its page shows. All other formats have all of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

LONGEST_CURSOR = 4000
_ONLY = "for the page"


class SourceParts(BaseModel):
    """What narrows the page of a source; the other formats have no part of it."""

    model_config = ConfigDict(extra="ignore")

    speaker: str | None = Field(
        None, description=f"{_ONLY}: claims that `sam-altman` or `company/softbank` made", max_length=300
    )
    modality: str | None = Field(
        None, description=f"{_ONLY}: claims put in this way, such as `opinion`", max_length=40
    )
    part: int | None = Field(None, description=f"{_ONLY}: the section of a long source", ge=1, le=999_999)
    claim: str | None = Field(
        None, description=f"{_ONLY}: the claim to point at; its section is shown", max_length=200
    )


class RuleParts(BaseModel):
    """Which part of what a rule made its page shows; the other formats have no part of it."""

    model_config = ConfigDict(extra="ignore")

    part: int | None = Field(None, description=f"{_ONLY}: the part of what the rule made", ge=1, le=999_999)


class SpeakerParts(BaseModel):
    """What narrows the page of a speaker; the other formats have no part of it."""

    model_config = ConfigDict(extra="ignore")

    part: Literal["said", "passed-on"] | None = Field(
        None, description=f"{_ONLY}: only what was said, or what of others was passed on"
    )
    after: str | None = Field(
        None, description=f"{_ONLY}: the cursor of the address of its next part", max_length=LONGEST_CURSOR
    )
