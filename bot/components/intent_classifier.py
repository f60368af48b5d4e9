"""The pipeline's intent classifier: IntentModel as a Rasa component."""

from __future__ import annotations

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

from bot.components import intent_model, reading
from bot.components.intent_model import IntentModel
from bot.components.reading import fingerprint_of_files, load_traditional

RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PetitionIntentClassifier(GraphComponent, IntentClassifier):
    """Learns the intents of nlu_data/nlu; deterministic, a few megabytes, about a millisecond per line."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`strength`: inverse regularisation; `sharpness`: how sure margins make it; `min_count`: rarer features go."""
        table = "nlu_data/traditional.tsv"
        return {"strength": 1.0, "sharpness": 5.0, "min_count": 2, "seed": 7, "traditional": table}

    def __init__(
        self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config, self._storage, self._resource, self._model = config, storage, resource, model

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PetitionIntentClassifier:
        """An untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The table and the code that makes features belong to the model: a change must not be served from cache."""
        code = (intent_model.__file__, reading.__file__)
        return fingerprint_of_files({**cls.get_default_config(), **config}["traditional"], *code)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent and keep the result in the model archive."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        self._model = IntentModel.fit(
            [message.get(TEXT) for message in examples],
            [message.get(INTENT) for message in examples],
            load_traditional(Path(self._config["traditional"])),
            strength=self._config["strength"],
            sharpness=self._config["sharpness"],
            min_count=self._config["min_count"],
            seed=self._config["seed"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PetitionIntentClassifier:
        """The component as it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent and the ranking of each message that has text."""
        for message in messages:
            text = message.get(TEXT)
            if not text or self._model is None:
                continue
            ranking = [{"name": name, "confidence": chance} for name, chance in self._model.predict(text)]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:RANKING_LENGTH], add_to_output=True)
        return messages
