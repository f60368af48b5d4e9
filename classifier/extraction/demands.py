"""What is asked for (诉求): the sentences that say it, or the proposal of a suggestion."""

from __future__ import annotations

import re

from classifier.extraction.spans import Span, cut

_SENTENCE = re.compile(r"[^。！!？?；;\n]+[。！!？?；;\n]*")
_LABEL = re.compile(
    r"(?:主要)?(?:诉求|请求事项|请求|要求|我们的要求|本人要求|信访请求|建议)(?:如下|有|是|为)?\s*[:：]\s*"
)
_STRONG = re.compile(
    r"强烈要求|恳请|恳求|请求|要求(?!我|他|我们|业主|员工|工人|缴|交|提供|必须)|诉求|希望|盼望|盼|期盼|期望|呼吁|恳望|跪求|哀求|敬请|烦请|望(?=有关|相关|领导|政府|部门|贵|各|尽快|能|给|予|早|上级|严|帮)"
)
_ASK = re.compile(
    r"请(?!问|假|客|人|了|吃|来|律师)(?=.{2,})|能不能|能否|可否|可不可以|帮(?:我|我们|忙|帮)|求(?=帮|助|领导|政府|解决)|想要|我要|我们要|只想|就想|只求|必须|尽快|给(?:个|我们?一个?)(?:说法|答复|交代|公道)|讨(?:个|回|要)|还我"
)
_PLEASE = re.compile(r"(?<=[，,；; ])请(?!问|假|客|人|了|吃|来|律师)(?=.{2,})")
_PROPOSE = re.compile(r"建议|提议|不如|应该|应当|最好|可以考虑|是否可以|可否|能否")
_DO = re.compile(
    r"解决|处理|查处|调查|答复|回复|赔偿|补偿|退还|退款|退费|返还|支付|发放|补发|落实|整改|拆除|制止|取缔|停止|恢复|办理|安排|增设|增加|修复|维修|安装|协调|督促|监管|追究|严惩|公开|核实|给.{0,8}说法|公道|还"
)
_NOT_ASKED = re.compile(
    r"^(?:但是|可是)?(?:没有|未|不)(?:提出|有)?(?:要求|希望)|(?:他们?|公司|物业|老板|学校|对方|医院|开发商|村里|社区)(?:还|却|就)?要求|没(?:有|了)?希望|请问(?!能)|让人|不要求|被要求|按(?:照)?要求|符合要求"
)
_POLITE = re.compile(r"^\s*(?:谢谢|感谢|此致|敬礼|望批准|盼复|谢)[^，,]{0,8}[。！!]?\s*$")


def find_demand(text: str) -> Span | None:
    """The sentence or neighbouring sentences that ask for something (at most three); None when nothing is asked."""
    label = _LABEL.search(text)
    if label and len(text) - label.end() >= 4:
        end = _end_of_list(text, label.end())
        return cut(text, label.end(), end, text[label.end() : end].strip(), 0.95)
    sentences = [(m.start(), m.end(), m[0]) for m in _SENTENCE.finditer(text)]
    weights = [_weight(said, i, len(sentences)) for i, (_, _, said) in enumerate(sentences)]
    best = max(range(len(weights)), key=lambda i: weights[i], default=None)
    if best is None or weights[best] < 1.0:
        return None
    first = last = best
    while last + 1 < len(sentences) and last - first < 2 and weights[last + 1] >= 2.0:
        last += 1
    while first > 0 and last - first < 2 and weights[first - 1] >= 2.0:
        first -= 1
    start, end = sentences[first][0], sentences[last][1]
    start = _from_clause(text, start, end) if first == last else start
    value = text[start:end].strip()
    offset = text.index(value, start)
    return cut(text, offset, offset + len(value), value, round(min(0.95, 0.4 + weights[best] * 0.12), 2))


def _weight(said: str, index: int, total: int) -> float:
    if _POLITE.match(said) or len(said.strip()) < 4:
        return 0.0
    weight = 2.0 * bool(_STRONG.search(said)) + 1.0 * bool(_ASK.search(said)) + 1.2 * bool(_PROPOSE.search(said))
    if not weight:
        return 0.0
    weight += 0.8 * bool(_DO.search(said)) + 0.8 * (index + 1) / total
    return weight - 2.0 * bool(_NOT_ASKED.search(said))


def _from_clause(text: str, start: int, end: int) -> int:
    """In a sentence that first tells and then asks, from the clause that begins to ask."""
    for pattern in (_STRONG, _ASK, _PROPOSE) if end - start > 60 else (_STRONG, _PLEASE):
        found = pattern.search(text, start, end)
        if found:
            comma = max(text.rfind(mark, start, found.start()) for mark in "，,、 ")
            return comma + 1 if comma >= start else start
    return start


def _end_of_list(text: str, start: int) -> int:
    """A labelled demand runs to its paragraph's end, over the points of a numbered list, at most 400 characters."""
    end = start
    for match in _SENTENCE.finditer(text, start):
        said = match[0].strip()
        if end > start and ("\n" in text[start:end].rstrip(" ") and not re.match(r"[\d一二三四五（(①②③]", said)):
            break
        if match.end() - start > 400 or (end > start and _POLITE.match(said)):
            break
        end = match.end()
    return end if end > start else min(len(text), start + 400)
