// A deck of slides: one at a time, step by step. The address keeps the slide (#12), so that a
// page that is loaded again opens where it was.
const slides = [...document.querySelectorAll("section.slide")];
const stepsOf = (slide) => [...slide.querySelectorAll(".step")];
let here = 0;

function show(number, steps = "none") {
  here = Math.min(Math.max(number, 0), slides.length - 1);
  slides.forEach((slide, n) => slide.classList.toggle("here", n === here));
  stepsOf(slides[here]).forEach((step) => step.classList.toggle("seen", steps === "all"));
  fit(slides[here]);
  slides[here].scrollTop = 0;
  slides[here].focus({ preventScroll: true });  // so that ↑ and ↓ scroll it
  history.replaceState(null, "", `#${here + 1}`);
  tell();
}

// A long slide gets smaller letters, down to two thirds; what is longer still is scrolled.
function fit(slide) {
  for (let size = 100; size >= 66; size -= 4) {
    slide.style.setProperty("--size", `${size / 100}em`);
    if (slide.scrollHeight <= slide.clientHeight) return;
  }
}

function tell() {
  const left = stepsOf(slides[here]).filter((step) => !step.classList.contains("seen")).length;
  const more = left ? `, ${left} more to show` : "";
  document.getElementById("place").textContent = `${here + 1} of ${slides.length}${more}`;
}

function on() {
  const next = stepsOf(slides[here]).find((step) => !step.classList.contains("seen"));
  if (!next) return here < slides.length - 1 && show(here + 1);
  next.classList.add("seen");
  next.scrollIntoView({ block: "nearest" });
  tell();
}

function back() {
  const last = stepsOf(slides[here]).filter((step) => step.classList.contains("seen")).pop();
  if (!last) return here > 0 && show(here - 1, "all");
  last.classList.remove("seen");
  tell();
}

const keys = {
  ArrowRight: on, PageDown: on, " ": on, Enter: on,
  ArrowLeft: back, PageUp: back,
  Home: () => show(0), End: () => show(slides.length - 1),
  f: () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
};

document.addEventListener("keydown", (event) => {
  // A key that a control on the slide has a use for, a quiz's choice for instance, is the control's.
  const taken = event.target.closest("button, a, input, select, textarea, summary");
  if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey || taken) return;
  event.preventDefault();
  keys[event.key]();
});
document.getElementById("on").addEventListener("click", on);
document.getElementById("back").addEventListener("click", back);
addEventListener("resize", () => fit(slides[here]));
addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1));

document.body.classList.add("shown");
show((Number(location.hash.slice(1)) || 1) - 1);
