"""An address of each page on the first article, and words that it must show also without scripts."""

from __future__ import annotations

from typing import Final

CLAIM: Final = "6f993966d157a1da"
SOURCE: Final = "openai-crossroads"

PAGES: Final = {
    "/companies": "OpenAI",
    "/company/openai": "none of them have formed a decisive advantage",
    "/company/openai/claims": "a decisive advantage",
    "/organizations": "Vision Fund",
    "/organization/vision-fund": "SoftBank",
    "/products": "GitHub Copilot",
    "/product/codex": "Codex",
    "/fronts": "Enterprise services",
    "/front/code-generation": "GitHub Copilot",
    "/positions": "OpenAI",
    "/position/openai-code-generation": "No decisive advantage",
    "/strategies": "Clearer positioning",
    "/strategy/open-release": "OpenAI",
    "/risks": "Margin compression",
    "/risk/margin-compression": "OpenAI",
    "/events": "Super Bowl",
    "/event/anthropic-super-bowl-ad": "Anthropic",
    "/moats": "User loyalty",
    "/moat/user-loyalty": "OpenAI",
    "/trends": "Commoditization",
    "/trend/commoditization": "said",
    "/figures": "Forecast of OpenAI's loss",
    "/figure/openai-crossroads-loss": "14,000,000,000",
    "/tensions": "mission",
    "/tension/commercial-success-and-mission": "mission",
    "/goals": "Commercial success",
    "/goal/commercial-success": "said",
    "/open-questions": "Codex",
    "/open-question/measures-sufficient": "sufficient",
    "/industries": "Generative",
    "/industry/generative-ai": "Generative",
    "/speakers": "not identified",
    "/rules": "overextension",
    "/rule/candidate-tension": "tension",
    "/changes": "None",
    "/claims": "a decisive advantage",
    "/sources": "Crossroads",
    "/quotes": "decisive",
    "/spans": "",
    "/sentences": "",
    "/assertions": "",
    "/": "OpenAI",
    "/docs": "",
}
