"""JSON Schemas of the seed files, for editors that complete and check them while a person writes."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter

from kg import ns
from kg.model import ClaimsFile, EntityEntry, SourceEntry
from kg.sheet.vocabulary import Vocabulary

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_LISTS: Final = {
    "ClaimEntry": {"modality": "Modality", "certainty": "Certainty", "polarity": "Polarity"},
    "FigureEntry": {"metric": "Metric", "unit": "Unit", "direction": "Direction"},
}


def json_schema(vocabulary: Vocabulary | None = None) -> dict[str, dict[str, Any]]:
    """The schema of each seed file, by its name: `entities.yaml`, `source.yaml`, `claims.yaml`.

    With a vocabulary the closed lists (modality, unit and so on) stand in it as enumerations.
    """
    schemas: dict[str, dict[str, Any]] = {
        "entities.yaml": TypeAdapter(list[EntityEntry]).json_schema(),
        "source.yaml": SourceEntry.model_json_schema(),
        "claims.yaml": ClaimsFile.model_json_schema(),
    }
    for name, schema in schemas.items():
        schema["$schema"] = DIALECT
        schema["$id"] = f"{ns.BASE}/schema/{name.removesuffix('.yaml')}.json"
        if vocabulary is not None:
            _enumerate(schema, vocabulary)
    return schemas


def _enumerate(schema: dict[str, Any], vocabulary: Vocabulary) -> None:
    """Puts the members of the closed lists where a sheet names one."""
    definitions = schema.get("$defs", {})
    for model, fields in _LISTS.items():
        for field, cls in fields.items():
            found = definitions.get(model, {}).get("properties", {}).get(field)
            if found is not None:
                alternatives = found.get("anyOf", [found])
                alternatives[0]["enum"] = list(vocabulary.members(cls))
