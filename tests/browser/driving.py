"""Waiting, taking the time, and asking axe-core in a page whose policy forbids scripts from outside."""

import time

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page, axe: str) -> list[str]:
    """What axe-core finds wrong with a page by WCAG 2.2 AA and by good practice."""
    page.evaluate(axe)
    found = page.evaluate("(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", TAGS)
    return [f"{v['id']} ({v['impact']}): {n['html'][:160]} {n['failureSummary'][:300]}" for v in found["violations"] for n in v["nodes"]]


def until(page, condition: str, seconds: float = 10) -> None:
    """Waits until a script's value is true. playwright's own way evaluates text inside the page, which the page's policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"never came true: {condition}"
        time.sleep(0.02)


def keystroke(page, key: str) -> float:
    """Milliseconds from a key going down to the second frame after it, by the page's own clock."""
    page.evaluate("""() => {
        window.taken = null;
        addEventListener("keydown", () => {
            const begun = performance.now();
            requestAnimationFrame(() => requestAnimationFrame(() => { window.taken = performance.now() - begun; }));
        }, { capture: true, once: true });
    }""")
    page.keyboard.press(key)
    until(page, "window.taken !== null")
    return page.evaluate("window.taken")


def longest_frame(page, condition: str) -> float:
    """The longest time in milliseconds between two frames, until the condition is true and for a little after."""
    page.evaluate("""() => {
        window.longest = 0;
        let last = performance.now();
        const frame = () => { const now = performance.now(); window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(frame); };
        requestAnimationFrame(frame);
    }""")
    until(page, condition)
    time.sleep(0.2)
    return page.evaluate("window.longest")
