#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/display.h"
#include "base/strings.h"

namespace ropewalk::cli {
namespace {

constexpr std::size_t kWidest = 100;

class Writer {
 public:
  explicit Writer(const HelpStyle& style)
      : width_(std::min(static_cast<std::size_t>(std::max(style.columns, 40)), kWidest)), style_(style) {}

  void heading(std::string_view text) { out_ += fmt::format("\n{}\n", style_.palette.paint(diag::Ink::kBold, text)); }
  void text(std::string_view text) { out_ += text; }

  /// A term in its column and its words beside it, wrapped; on lines of their own when the term is too wide.
  void row(std::string_view term, std::size_t column, std::string_view words) {
    out_ += fmt::format("  {}", term);
    std::size_t at = 2 + text_width(term);
    if (at + 2 > column) {
      out_ += '\n';
      at = 0;
    }
    bool is_first = true;
    for (const std::string_view word : split(words, ' ')) {
      const std::size_t length = text_width(word);
      const bool fits = is_first || at + 1 + length <= width_;
      if (is_first || !fits) {
        if (!fits) {
          out_ += '\n';
          at = 0;
        }
        out_.append(column > at ? column - at : 0, ' ');
        at = std::max(column, at);
      } else {
        out_ += ' ';
        ++at;
      }
      out_ += word;
      at += length;
      is_first = false;
    }
    out_ += '\n';
  }

  std::string take() { return std::move(out_); }

 private:
  std::size_t width_;
  HelpStyle style_;
  std::string out_;
};

std::string term_of(const Option& option) {
  std::string term = option.letter.empty() ? "    " : fmt::format("{}, ", option.letter);
  term += option.name;
  if (!option.value.empty()) {
    term += fmt::format(" {}", option.value);
  }
  return term;
}

}  // namespace

std::string overview(std::string_view version, const HelpStyle& style) {
  Writer writer(style);
  writer.text(fmt::format("Ropewalk {}: the GitHub Actions pipeline in one native binary.\n\n", version));
  writer.text("Usage: ropewalk COMMAND [options]\n");
  writer.heading("Commands");
  for (const Command* command : all_commands()) {
    if (!command->is_hidden) {
      writer.row(command->name, 16, command->summary);
    }
  }
  writer.heading("First steps");
  writer.text(
      "  ropewalk run                     run what a push would start here, now\n"
      "  ropewalk plan                    say what would run, and why the rest would not\n"
      "  ropewalk parse                   check the workflows of this repository\n"
      "  ropewalk COMMAND --help          the options of a command, with examples\n");
  writer.heading("Exit codes");
  writer.text(
      "  0  all well                      1  something failed, or a workflow is not valid\n"
      "  2  wrong usage                   3  incomplete: something could not be run here\n"
      "  130  interrupted\n");
  return writer.take();
}

std::string help(const Command& command, const HelpStyle& style) {
  Writer writer(style);
  writer.text(fmt::format("{}.\n\n", command.summary));
  if (command.run != nullptr) {
    writer.text(fmt::format("Usage: ropewalk {}{}{} [options]\n", command.name,
                            command.operands.value.empty() ? "" : " ", command.operands.value));
  }
  if (!command.subcommands.empty()) {
    writer.text(
        fmt::format("{} ropewalk {} COMMAND [options]\n", command.run == nullptr ? "Usage:" : "      ", command.name));
  }
  if (!command.about.empty()) {
    writer.text(fmt::format("\n{}\n", trim(command.about)));
  }

  std::size_t widest = std::max(text_width(command.operands.value), text_width("-h, --help"));
  for (const Option& option : command.options) {
    widest = std::max(widest, text_width(term_of(option)));
  }
  const std::size_t column = std::min<std::size_t>(widest + 4, 34);

  if (!command.subcommands.empty()) {
    writer.heading("Commands");
    for (const Command* below : command.subcommands) {
      if (!below->is_hidden) {
        writer.row(below->last_word(), 16, below->summary);
      }
    }
  }
  if (!command.operands.help.empty()) {
    writer.heading("Arguments");
    writer.row(command.operands.value, column, command.operands.help);
  }
  std::vector<std::string_view> groups = {""};
  for (const Option& option : command.options) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) {
      groups.push_back(option.group);
    }
  }
  for (const std::string_view group : groups) {
    writer.heading(group.empty() ? "Options" : group);
    for (const Option& option : command.options) {
      if (option.group == group) {
        writer.row(term_of(option), column, option.help);
      }
    }
    if (group.empty()) {
      writer.row("-h, --help", column, "Show this help");
    }
  }
  if (!command.examples.empty()) {
    writer.heading("Examples");
    writer.text(fmt::format("  {}\n", trim(command.examples)));
  }
  return writer.take();
}

}  // namespace ropewalk::cli
