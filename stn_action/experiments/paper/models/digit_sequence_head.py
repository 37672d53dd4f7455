"""Five softmax classifiers, one for each digit of a house number."""

import torch
from mmaction.models.heads import BaseHead
from mmaction.registry import MODELS
from torch import Tensor, nn


@MODELS.register_module()
class DigitSequenceHead(BaseHead):
    """One softmax of ``num_classes`` classes for each position.

    Section 4.2 of the paper, after Goodfellow et al. 2013: 10 digits and a
    class for "no digit here", which fills the positions after the last one.

    Args:
        in_channels (int): Features of the backbone, (N, C, 1, 1).
        num_classes (int): Classes of a position. Defaults to 11.
        num_digits (int): Positions. Defaults to 5.
        dropout_ratio (float): Before the classifiers. Defaults to 0.5.
        **kwargs: See :class:`BaseHead`.
    """

    def __init__(
        self,
        in_channels: int,
        num_classes: int = 11,
        num_digits: int = 5,
        dropout_ratio: float = 0.5,
        **kwargs,
    ) -> None:
        super().__init__(num_classes, in_channels, **kwargs)
        self.num_digits = num_digits
        self.dropout = nn.Dropout(dropout_ratio)
        self.fc_cls = nn.Linear(in_channels, num_digits * num_classes)

    def init_weights(self) -> None:
        nn.init.normal_(self.fc_cls.weight, std=0.01)
        nn.init.zeros_(self.fc_cls.bias)

    def forward(self, x: Tensor, **kwargs) -> Tensor:
        """(N, C, 1, 1) to (N, D, num_classes) for D positions."""
        scores = self.fc_cls(self.dropout(x.flatten(1)))
        return scores.unflatten(1, (self.num_digits, self.num_classes))

    def loss_by_feat(self, cls_scores: Tensor, data_samples) -> dict:
        """Summed over the positions, as log-likelihoods of a number are."""
        labels = self._labels(data_samples).to(cls_scores.device)
        loss = self.loss_cls(cls_scores.flatten(0, 1), labels.flatten())
        right = (cls_scores.argmax(-1) == labels).all(1).float().mean()
        return dict(loss_cls=self.num_digits * loss, number_acc=right)

    def predict_by_feat(self, cls_scores: Tensor, data_samples):
        """``pred_score`` (D, num_classes) and ``pred_label`` (D, )."""
        for sample, scores in zip(data_samples, cls_scores.softmax(-1)):
            sample.set_field(scores, 'pred_score')
            sample.set_field(scores.argmax(-1), 'pred_label')
        return data_samples

    def _labels(self, data_samples) -> Tensor:
        labels = [sample.gt_label for sample in data_samples]
        for label in labels:
            if label.shape != (self.num_digits,):
                raise ValueError(
                    f'DigitSequenceHead needs {self.num_digits} labels a '
                    f'sample, got a label of shape {tuple(label.shape)}'
                )
        return torch.stack(labels)
