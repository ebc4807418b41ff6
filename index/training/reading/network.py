"""BERT with four outputs a piece: where an answer starts and ends, which sentence has it, or none.

The extractive head of Devlin et al. 2019, *BERT*, with the first piece for "no answer" (Rajpurkar
et al. 2018, *Know What You Don't Know*), and beside it the same choice among the sentences.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.training.network import Network
from index.training.reading.batches import PADDING

START, END, SENTENCE, NONE = range(4)
"""The columns of the head."""
_NEVER = -1e4


class ReadingNetwork(nn.Module):
    """A network and its head; the table of pieces is another's and stays as it is."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.head = nn.Linear(network.words.shape[1], 4)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        network.words.requires_grad_(False)  # noqa: FBT003

    def forward(
        self, pieces: Tensor, sentences: Tensor, *, most: int | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the logits of start and end, [n, longest], and of sentences, [n, most + 1].

        The first of each is for "no answer". `most` is the largest number of a sentence, looked for
        where it is None: to ask a GPU for it would be to wait.
        """
        states = self.network(pieces, pieces != PADDING).float()
        logits = self.head(states)
        readable = sentences > 0
        readable[:, 0] = True
        start, end = (logits[..., column].masked_fill(~readable, _NEVER) for column in (START, END))
        most = int(sentences.max()) if most is None else most
        sums = torch.zeros(len(pieces), most + 1, device=pieces.device)
        counts = torch.zeros_like(sums)
        sums.scatter_add_(1, sentences, logits[..., SENTENCE])
        counts.scatter_add_(1, sentences, torch.ones_like(sums[:, :1]).expand_as(sentences))
        means = (sums / counts.clamp(min=1)).masked_fill(counts == 0, _NEVER)
        means = torch.cat([logits[:, :1, NONE], means[:, 1:]], dim=1)
        return start, end, means


def loss(
    outputs: tuple[Tensor, Tensor, Tensor],
    *,
    first: Tensor,
    last: Tensor,
    sentence: Tensor,
    weights: Tensor,
) -> Tensor:
    """Return the mean cost of a batch: half that of both ends, and that of the sentence."""
    start, end, means = outputs
    ends = functional.cross_entropy(start, first, reduction="none")
    ends = ends + functional.cross_entropy(end, last, reduction="none")
    cost = ends / 2 + functional.cross_entropy(means, sentence, reduction="none")
    return (cost * weights).sum() / weights.sum()
