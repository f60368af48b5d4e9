"""Rasa re-checks its own JSON schema at every action's answer, 60 % of a turn: a plain check of its form is enough.

The answers come from our own actions over the loopback address, behind a token; what matters is that a broken one is
noticed before it is applied.
"""

from __future__ import annotations

from typing import Any, Dict

import jsonschema
import rasa.core.actions.action as actions

ACTION_SECONDS = 10


def well_formed(result: Any) -> bool:
    """Whether this is `{"events": [{"event": …}, …], "responses": [{…}, …]}`, as Rasa's schema asks."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events") or [], result.get("responses") or []
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    named = all(isinstance(event, dict) and isinstance(event.get("event"), str) for event in events)
    return named and all(isinstance(response, dict) for response in responses)


def check_actions_quickly() -> None:
    """Replace Rasa's check of action answers, and its 300-second patience by a short one."""

    def check(_self: actions.RemoteAction, result: Dict[str, Any]) -> bool:
        if not well_formed(result):
            raise jsonschema.ValidationError("an action gave an answer of another form")
        return True

    actions.RemoteAction._validate_action_result = check
    actions.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS
