"""The intent model and the certain commands."""

import tempfile
import unittest
from pathlib import Path

from rasa.shared.utils.io import read_yaml_file

from bot.components.commands import CommandLexicon
from bot.components.intent_model import IntentModel
from bot.components.reading import kinds, load_traditional, plain

TABLE = load_traditional()
LINES = [
    ("你好", "greet"), ("您好", "greet"), ("在吗", "greet"), ("有人吗在吗", "greet"),
    ("多久有结果", "faq_deadline"), ("几天能办好", "faq_deadline"), ("要多久才有结果", "faq_deadline"),
    ("转人工", "ask_human"), ("我要找工作人员", "ask_human"), ("找人工客服", "ask_human"),
]  # fmt: skip


class Reading(unittest.TestCase):
    def test_one_form_for_every_spelling(self) -> None:
        self.assertEqual(plain("轉　人工\u200b", TABLE), "转人工")
        self.assertEqual(plain("ＡＢＣ１２３", TABLE), "abc123")

    def test_numbers_become_kinds(self) -> None:
        self.assertEqual(kinds("我电话13812345678"), "我电话□机□")
        self.assertEqual(kinds("身份证11010519491231002x"), "身份证□证□")
        for code in ("abcd2-efgh3", "abcd2efgh3", "abcde-fghjk", "23456-78923"):
            self.assertEqual(kinds(f"查询码{code}"), "查询码□码□")
        self.assertEqual(kinds("打12345没用，编号1234567"), "打①没用，编号□号□")
        self.assertEqual(kinds("哈哈哈哈哈"), "哈哈")


class Model(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.model = IntentModel.fit([t for t, _ in LINES], [i for _, i in LINES], TABLE, min_count=1)

    def test_it_learns(self) -> None:
        self.assertEqual(self.model.predict("您好呀")[0][0], "greet")
        self.assertEqual(self.model.predict("請問多久有結果")[0][0], "faq_deadline")

    def test_chances_are_chances(self) -> None:
        for text in ("多久", "🙂", "x" * 20_000):
            ranking = self.model.predict(text)
            self.assertAlmostEqual(sum(chance for _, chance in ranking), 1.0, places=6)
            self.assertEqual(sorted(ranking, key=lambda entry: -entry[1]), ranking)

    def test_it_is_the_same_after_saving(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.model.save(Path(folder))
            self.assertFalse([path for path in Path(folder).iterdir() if path.suffix in (".pkl", ".joblib")])
            again = IntentModel.load(Path(folder))
        for text, _ in LINES:
            self.assertEqual(again.predict(text)[0][0], self.model.predict(text)[0][0])

    def test_training_is_deterministic(self) -> None:
        again = IntentModel.fit([t for t, _ in LINES], [i for _, i in LINES], TABLE, min_count=1)
        self.assertEqual(again.predict("几天"), self.model.predict("几天"))


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.lexicon = CommandLexicon(read_yaml_file("nlu_data/commands.yml"), TABLE)

    def test_whole_lines(self) -> None:
        known = {
            "转人工": "ask_human",
            "跳过": "skip",
            "確認提交": "confirm_submit",
            "再说一遍。": "repeat_question",
            "不办了": "cancel",
        }
        for text, intent in known.items():
            self.assertEqual(self.lexicon.intent_of(text), intent, text)

    def test_a_command_inside_a_story_is_none(self) -> None:
        for text in ("村里取消了我的低保", "他们让我找人工智能公司", "我提交的材料丢了怎么回事"):
            self.assertIsNone(self.lexicon.intent_of(text), text)


if __name__ == "__main__":
    unittest.main()
