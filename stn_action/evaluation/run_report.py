"""What the report of a run says, out of the outcomes of its clips."""

from dataclasses import replace
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..visualization import report_figures as figures
from ..visualization.report_page import KINDS, tile
from .clip_outcomes import (
    ClipOutcome,
    ClipTester,
    confusion,
    quality_bins,
    wilson_interval,
)
from .report_clips import clip_figure

#: A tester and an outcome of it.
Tested = Tuple[ClipTester, ClipOutcome]


class RunReport:
    """The parts of the report, all of the same clips.

    Args:
        tested (Sequence[Tested]): At least one. Clips that were tested under
            several levels of noise count once for each.
        levels (Sequence[float | None]): Of that noise; ``[None]`` is the
            pipeline as it is.
        rivals (dict, optional): Each tester to that of a recogniser without
            an STN, whose guesses the outcomes have as ``plain_guess``.
    """

    def __init__(
        self,
        tested: Sequence[Tested],
        levels: Sequence,
        rivals: Optional[Dict[ClipTester, ClipTester]] = None,
    ) -> None:
        if not tested:
            raise ValueError(
                'the test set has no clip; is the ann_file of '
                'test_dataloader empty?'
            )
        self.levels = levels
        self.rivals = rivals or {}
        # Their IoU is 1 and the view's says how far it leaves the box.
        self.own_truth = _is_own_truth(tested, levels)
        if self.own_truth:
            tested = [
                (tester, replace(outcome, box_iou=None, view_iou=None))
                for tester, outcome in tested
            ]
        self.tested = tested
        self.outcomes = [outcome for _, outcome in tested]
        first = self.outcomes[0]
        self.recognises = first.guess is not None
        self.compared = first.plain_guess is not None
        self.has_view = hasattr(tested[0][0].model, 'stn')
        meta = tested[0][0].dataset.metainfo
        labels = max(o.label for o in self.outcomes) + 1
        self.classes = list(meta.get('classes') or map(str, range(labels)))

    def content(self, num_clips: int) -> dict:
        """For ``report_page``: all but what belongs to the training."""
        counts = confusion(self.outcomes, len(self.classes))
        return dict(
            tiles=self.tiles(),
            notes=self.notes(),
            quality=self.quality(),
            by_class=self.by_class(),
            kinds=KINDS if self.compared else KINDS[-1:],
            confusion=figures.confusion_figure(counts, self.classes)
            if self.recognises
            else '',
            clips=self.clips(num_clips),
        )

    def tiles(self) -> List[dict]:
        """Without and with the STN side by side, then what was tested."""
        found, total = [], len(self.outcomes)
        if self.compared:
            hits = [o.plain_correct for o in self.outcomes]
            found.append(_share('top-1 without STN', hits, 'plain'))
        if self.recognises:
            name = 'top-1 with STN' if self.has_view else 'top-1, no STN'
            kind = 'view' if self.has_view else 'plain'
            hits = [o.correct for o in self.outcomes]
            found.append(_share(name, hits, kind))
        if self.compared:
            mended = sum(
                o.correct and not o.plain_correct for o in self.outcomes
            )
            broken = sum(
                o.plain_correct and not o.correct for o in self.outcomes
            )
            found.append(tile(f'+{mended} / -{broken}', 'clips won and lost'))
        for name, kind in (('box_iou', 'plain'), ('view_iou', 'view')):
            values = [getattr(o, name) for o in self.outcomes]
            if None not in values:
                text = f'mean IoU of the {name.split("_")[0]}'
                found.append(tile(f'{np.mean(values):.3f}', text, kind))
        return [*found, tile(str(total), 'clips tested')]

    def notes(self) -> List[str]:
        """What the figures mean."""
        lines = []
        if not self.recognises:
            lines.append(
                'A localisation network alone: it recognises nothing, so the '
                'page shows how well its view fits.'
            )
        if self.rivals:
            lines.append(
                'Without STN: another recogniser (--without), on its own '
                'crops of the same boxes.'
            )
        elif self.compared:
            lines.append(
                'Without STN: the same weights are shown the plain crop, as '
                'the localisation starts from it. A recogniser that was '
                'trained on plain crops may do better: --without tests one.'
            )
        if self.own_truth:
            lines.append(
                'The boxes of the test set are all that is known of where '
                'the person is, so the page does not say how good they are.'
            )
        levels = [level for level in self.levels if level is not None]
        if levels:
            names = ', '.join(f'{level:g}' for level in levels)
            lines.append(
                f'Box noise of level {names} was drawn on top of the boxes of '
                'the test set, which may be loose already (level 0 shows them '
                'as they are). Every figure of the page counts each clip '
                'once a level.'
            )
        return lines

    def quality(self) -> dict:
        """Bins of the box's IoU: a table and a diagram."""
        bins = quality_bins(self.outcomes)
        columns = [
            ('IoU of the box', lambda b: f'{b.low:g} to {b.high:g}'),
            ('clips', lambda b: str(b.clips)),
        ]
        if self.compared:
            columns.append(
                ('top-1 without', lambda b: f'{b.plain_accuracy:.3f}')
            )
        if self.recognises:
            name = 'top-1 with' if self.has_view else 'top-1'
            columns += [
                (name, lambda b: f'{b.accuracy:.3f}'),
                (
                    '95 % interval',
                    lambda b: f'{b.interval[0]:.3f} to {b.interval[1]:.3f}',
                ),
            ]
        columns.append(
            (
                'view IoU',
                lambda b: '' if b.view_iou is None else f'{b.view_iou:.3f}',
            )
        )
        return dict(
            head=[name for name, _ in columns],
            rows=[[cell(b) for _, cell in columns] for b in bins],
            svg=figures.quality_figure(bins) if bins else '',
        )

    def by_class(self) -> list:
        """Bars of top-1 for each class that has a clip."""
        if not self.recognises:
            return []
        rows = []
        for label, name in enumerate(self.classes):
            own = [o for o in self.outcomes if o.label == label]
            if not own:
                continue
            shares = []
            if self.compared:
                shares.append(_bar('plain', [o.plain_correct for o in own]))
            shares.append(_bar('view', [o.correct for o in own]))
            rows.append((name, shares))
        return rows

    def clips(self, num: int) -> dict:
        """The ``num`` worst and best clips, no clip in both."""

        def rank(pair: Tested) -> float:
            outcome = pair[1]
            if self.recognises:
                return outcome.true_score
            return outcome.view_iou or 0.0

        ranked = sorted(self.tested, key=rank)
        num_worst = min(num, -(-len(ranked) // 2))
        worst = ranked[:num_worst]
        best = ranked[num_worst:][::-1][:num]
        return {
            'Worst clips': [self._figure(*pair) for pair in worst],
            'Best clips': [self._figure(*pair) for pair in best],
        }

    def _figure(self, tester: ClipTester, outcome: ClipOutcome) -> dict:
        rival = self.rivals.get(tester)
        return clip_figure(tester, outcome, self.classes, rival)


def _is_own_truth(tested: Sequence[Tested], levels: Sequence) -> bool:
    """Whether boxes without noise would be compared with themselves.

    Of a localisation network alone they are: the page has nothing else.
    """
    return (
        list(levels) == [None]
        and all(o.guess is not None for _, o in tested)
        and all((o.box_iou or 0) > 0.999 for _, o in tested)
        and not any(
            'clean_tube' in t.dataset.get_data_info(o.index) for t, o in tested
        )
    )


def _share(name: str, hits: Sequence[bool], kind: str) -> dict:
    low, high = wilson_interval(sum(hits), len(hits))
    return tile(
        f'{np.mean(hits):.3f}', f'{name} [{low:.3f}, {high:.3f}]', kind
    )


def _bar(kind: str, hits: Sequence[bool]) -> tuple:
    return kind, float(np.mean(hits)), f'{sum(hits)} of {len(hits)}'
