// The reader has made a text with expressions into a call of format(), which nobody wrote: names are compared as the
// file has them, and what an expression will give may be anything.
#include "engine/step_choice.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/strings.h"
#include "plan/written_form.h"

namespace ropewalk::engine {
namespace {

std::string_view first_line(std::string_view text) {
  const std::string_view trimmed = trim(text);
  return trim(trimmed.substr(0, trimmed.find_first_of("\r\n")));
}

/// The first line of a value as it is written.
std::string written_line(const workflow::Token& token, const SourceFile& file) {
  if (token.is_literal()) {
    return std::string(first_line(token.text));
  }
  const std::string_view text = file.text();
  if (token.span.begin < token.span.end && token.span.end <= text.size() && text[token.span.begin] == '|') {
    const std::string_view block = text.substr(token.span.begin, token.span.end - token.span.begin);
    return std::string(first_line(block.substr(std::min(block.find('\n'), block.size()))));
  }
  return plan::written_form(token, file);
}

/// As it is shown without a name of its own.
std::string unnamed(const workflow::Step& step, const SourceFile& file) {
  return step.run != nullptr    ? written_line(*step.run, file)
         : step.uses != nullptr ? written_line(*step.uses, file)
                                : "";
}

bool has_ending(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && equals_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

/// Where `part` begins in `text`, letters in any case.
std::size_t find_ignoring_case(std::string_view text, std::string_view part) {
  for (std::size_t at = 0; at + part.size() <= text.size(); ++at) {
    if (equals_ignoring_case(text.substr(at, part.size()), part)) {
      return at;
    }
  }
  return std::string_view::npos;
}

/// Whether `word` may be what `written` becomes: its words in their order, anything where an expression stands. A name
/// that is an expression alone could be anything, which says nothing.
bool may_become(std::string_view written, std::string_view word) {
  bool has_words = false;
  bool is_start = true;
  while (true) {
    const std::size_t open = written.find("${{");
    const std::string_view part = written.substr(0, open);
    has_words |= !trim(part).empty();
    if (open == std::string_view::npos) {
      return has_words && (is_start ? equals_ignoring_case(word, part) : has_ending(word, part));
    }
    const std::size_t at =
        is_start && word.size() >= part.size() && equals_ignoring_case(word.substr(0, part.size()), part) ? 0
        : is_start ? std::string_view::npos
                   : find_ignoring_case(word, part);
    const std::size_t close = written.find("}}", open);
    if (at == std::string_view::npos || close == std::string_view::npos) {
      return false;
    }
    word.remove_prefix(at + part.size());
    written.remove_prefix(close + 2);
    is_start = false;
  }
}

enum class Likeness { kNone, kPossible, kSure };

Likeness likeness_of(std::string_view written, std::string_view word) {
  return written.empty()                       ? Likeness::kNone
         : equals_ignoring_case(written, word) ? Likeness::kSure
         : may_become(written, word)           ? Likeness::kPossible
                                               : Likeness::kNone;
}

Likeness likeness(const workflow::Step& step, std::string_view word, const SourceFile& file) {
  if (!step.has_generated_id && equals_ignoring_case(step.id, word)) {
    return Likeness::kSure;
  }
  const std::string own = unnamed(step, file);
  constexpr std::string_view kRun = "Run ";
  Likeness found = step.name != nullptr ? likeness_of(written_line(*step.name, file), word) : Likeness::kNone;
  found = std::max(found, likeness_of(own, word));
  if (word.size() > kRun.size() && equals_ignoring_case(word.substr(0, kRun.size()), kRun)) {
    found = std::max(found, likeness_of(own, word.substr(kRun.size())));
  }
  if (step.uses != nullptr && equals_ignoring_case(std::string_view(own).substr(0, own.find('@')), word)) {
    found = Likeness::kSure;
  }
  return found;
}

/// The steps that a word means: those that are called so, or, where none is, those that may be.
std::vector<bool> called(const workflow::Job& job, std::string_view word, const SourceFile& file) {
  std::vector<Likeness> found;
  Likeness best = Likeness::kPossible;
  for (const workflow::Step& step : job.steps) {
    found.push_back(likeness(step, word, file));
    best = std::max(best, found.back());
  }
  std::vector<bool> steps(found.size(), false);
  std::transform(found.begin(), found.end(), steps.begin(), [&](Likeness one) { return one == best; });
  return steps;
}

}  // namespace

bool has_step(const workflow::Job& job, std::string_view word, const SourceFile& file) {
  const std::vector<bool> meant = called(job, word, file);
  return std::find(meant.begin(), meant.end(), true) != meant.end();
}

std::vector<bool> chosen_steps(const workflow::Job& job, const StepChoice& choice, const SourceFile& file) {
  const std::vector<workflow::Step>& steps = job.steps;
  std::vector<bool> chosen(steps.size(), true);
  if (!choice.is_any()) {
    return chosen;
  }
  std::vector<bool> named(steps.size(), false);
  for (const std::string& word : choice.only) {
    const std::vector<bool> meant = called(job, word, file);
    std::transform(named.begin(), named.end(), meant.begin(), named.begin(), std::logical_or<>());
  }
  if (!choice.from.empty()) {
    const std::vector<bool> meant = called(job, choice.from, file);
    std::fill(named.begin() + (std::find(meant.begin(), meant.end(), true) - meant.begin()), named.end(), true);
  }
  const auto last = std::find(named.rbegin(), named.rend(), true);
  if (last == named.rend()) {
    return chosen;
  }
  const auto end = static_cast<std::size_t>(named.rend() - last);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    chosen[i] = named[i] || (i < end && steps[i].uses != nullptr);
  }
  return chosen;
}

std::string step_word(const workflow::Step& step, const SourceFile& file) {
  return step.name != nullptr     ? written_line(*step.name, file)
         : !step.has_generated_id ? std::string(step.id)
                                  : unnamed(step, file);
}

std::vector<std::string> step_names(const workflow::Job& job, const SourceFile& file) {
  std::vector<std::string> names;
  for (const workflow::Step& step : job.steps) {
    if (std::string name = step_word(step, file); !name.empty()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace ropewalk::engine
