"""The registry of scorer tasks: everything that lists tasks reads it."""

from __future__ import annotations

from winnow.score import boilerplate, entities, pipeline, quotations, sentences, stance

TASKS = {
    task.name: task
    for task in (
        boilerplate.TASK,
        sentences.TASK,
        entities.TASK,
        stance.TASK,
        quotations.TASK,
        pipeline.TASK,
    )
}
