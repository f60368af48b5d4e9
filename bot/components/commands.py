"""Whole-message commands ("转人工", "取消", "跳过") are understood with certainty, whatever the model thinks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_yaml_file

from bot.components.reading import fingerprint_of_files, load_traditional, plain

_MARKS = re.compile(r"[。！!,，.、~～…]+")


class CommandLexicon:
    """Anchored patterns per intent; a line either is the command as a whole or it is not."""

    def __init__(self, patterns: Dict[str, List[str]], traditional: Dict[str, str]) -> None:
        self._traditional = traditional
        self._patterns = [
            (intent, re.compile(rf"(?:{'|'.join(lines)})[啊呀吧呢哈了的嘛哦?？]*"))
            for intent, lines in patterns.items()
        ]

    def intent_of(self, text: str) -> str | None:
        """The intent that the whole line expresses, if it is a known command."""
        line = _MARKS.sub("", plain(text, self._traditional))
        return next((intent for intent, pattern in self._patterns if pattern.fullmatch(line)), None)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CommandClassifier(GraphComponent, IntentClassifier):
    """Overrules the intent for the commands listed in nlu_data/commands.yml; runs after the intent classifier."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`commands`: the patterns per intent; `traditional`: the table of characters."""
        return {"commands": "nlu_data/commands.yml", "traditional": "nlu_data/traditional.tsv"}

    def __init__(
        self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource, lexicon: CommandLexicon | None
    ) -> None:
        self._config, self._storage, self._resource, self._lexicon = config, storage, resource, lexicon

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CommandClassifier:
        """A component that has not read its lists."""
        return cls(config, model_storage, resource, None)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The lists read at training belong to what was trained on: a change must not be served from cache."""
        whole = {**cls.get_default_config(), **config}
        return fingerprint_of_files(whole["commands"], whole["traditional"])

    def train(self, training_data: TrainingData) -> Resource:
        """Copy the lists into the model archive, so that a model is complete in itself."""
        patterns = read_yaml_file(self._config["commands"])
        traditional = load_traditional(Path(self._config["traditional"]))
        self._lexicon = CommandLexicon(patterns, traditional)
        with self._storage.write_to(self._resource) as folder:
            content = {"patterns": patterns, "traditional": traditional}
            (folder / "commands.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CommandClassifier:
        """The component with the lists of its model."""
        with model_storage.read_from(resource) as folder:
            content = json.loads((folder / "commands.json").read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, CommandLexicon(content["patterns"], content["traditional"]))

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent of a message that is a command as a whole."""
        for message in messages:
            text = message.get(TEXT)
            intent = self._lexicon.intent_of(text) if text and self._lexicon else None
            if intent:
                sure = {"name": intent, "confidence": 1.0}
                others = [entry for entry in message.get("intent_ranking") or [] if entry["name"] != intent]
                message.set(INTENT, sure, add_to_output=True)
                message.set("intent_ranking", [sure, *others], add_to_output=True)
        return messages
