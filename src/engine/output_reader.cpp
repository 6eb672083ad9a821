#include "engine/output_reader.h"

#include "base/strings.h"
#include "engine/matchers/problem.h"
#include "engine/step_effects.h"

namespace ropewalk::engine {
namespace {

/// A command longer than this is shown as text.
constexpr std::size_t kLongestCommand = std::size_t{64} * 1024 * 1024;

/// The runner's own marks around the steps of composite actions, made harmless where a program prints them.
std::string without_runner_marks(std::string_view line) {
  return replace_all(replace_all(line, "##[start-action", "##[\\start-action"), "##[end-action", "##[\\end-action");
}

/// Whether a line that begins so may be a command: the new form stands at its start, the old one anywhere.
bool may_become_command(std::string_view beginning) {
  return trim(beginning).substr(0, 2) == "::" || beginning.find("##[") != std::string_view::npos;
}

}  // namespace

OutputReader::OutputReader(StepEffects& step) : step_(step), commands_(step), matchers_(step.matchers) {}

void OutputReader::read(const ports::OutputLine& line) {
  if (line.is_start && line.is_end) {
    read_line(line.text);
  } else {
    read_piece(line);
  }
}

void OutputReader::read_line(std::string_view line) {
  if (!is_text(line)) {
    return;
  }
  if (line.find("##[") != std::string_view::npos && line.find("-action") != std::string_view::npos) {
    show(without_runner_marks(line));
    return;
  }
  show(line);
}

bool OutputReader::is_text(std::string_view line) {
  const bool may_be_command = line.find("##[") != std::string_view::npos || line.find("::") != std::string_view::npos;
  return !may_be_command || !commands_.process(line);
}

void OutputReader::read_piece(const ports::OutputLine& piece) {
  OpenLine& open = open_.at(static_cast<std::size_t>(piece.stream));
  if (piece.is_start) {
    open.may_be_command = may_become_command(piece.text);
    open.is_shown = false;
    open.text.emplace(step_.log.job().masker(), [this, &open](std::string_view shown) {
      // Only the start of a line can be a marker.
      if (open.is_shown) {
        step_.log.plain(shown);
      } else {
        step_.log.text(shown);
      }
      open.is_shown = true;
    });
  }
  if (!open.text) {
    return;
  }
  if (open.may_be_command) {
    open.command += piece.text;
    if (open.command.size() > kLongestCommand) {
      open.may_be_command = false;
      open.text->add(open.command);
      open.command.clear();
      open.command.shrink_to_fit();
    }
  } else {
    open.text->add(piece.text);
  }
  if (piece.is_end) {
    end(open);
  }
}

void OutputReader::end(OpenLine& open) {
  if (open.may_be_command) {
    const std::string line = std::exchange(open.command, {});
    if (!is_text(line)) {
      open.text.reset();
      return;
    }
    open.text->add(line);
  }
  open.text->end();
  open.text.reset();
}

void OutputReader::show(std::string_view line) {
  if (!matchers_.is_idle()) {
    if (const auto match = matchers_.match(line)) {
      if (auto issue = to_issue(*match, step_.files, step_.workspace, step_.log)) {
        step_.log.issue(std::move(*issue), line);
        return;
      }
    }
  }
  step_.log.text(line);
}

}  // namespace ropewalk::engine
