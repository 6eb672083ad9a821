#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>
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

  /// What a term may take, so that the longest words beside it have room.
  [[nodiscard]] std::size_t widest_term() const {
    constexpr std::size_t kMost = 34;
    constexpr std::size_t kLongestWord = 38;
    return std::min(kMost, std::max(width_, kLongestWord + 8) - kLongestWord);
  }

  void heading(std::string_view text) { out_ += fmt::format("\n{}\n", style_.palette.paint(diag::Ink::kBold, text)); }
  void text(std::string_view text) { out_ += text; }

  /// A paragraph, its lines filled anew; `indent` goes before those that follow the first.
  void paragraph(std::string_view text, std::size_t indent = 0, std::string line = {}) {
    for (const std::string_view word : split(text, ' ')) {
      if (word.empty()) {
        continue;
      }
      const bool is_full = text_width(line) + 1 + text_width(word) > width_;
      if (!trim(line).empty() && is_full) {
        out_ += line + "\n";
        line = std::string(indent, ' ');
      }
      line += (trim(line).empty() ? "" : " ") + std::string(word);
    }
    out_ += line + "\n";
  }

  /// Paragraphs between empty lines. What is set in stays as it is.
  void prose(std::string_view text) {
    std::string open;
    const auto close = [&] {
      if (!open.empty()) {
        paragraph(open);
      }
      open.clear();
    };
    for (const std::string_view line : split_lines(text)) {
      if (line.empty() || line.front() == ' ') {
        close();
        if (text_width(line) <= width_) {
          out_ += fmt::format("{}\n", line);
        } else {
          paragraph(trim(line), 6, "  ");
        }
      } else {
        open += open.empty() ? "" : " ";
        open += line;
      }
    }
    close();
  }

  /// Lines of a command and what it does, two blanks or more between; and prose behind them.
  void examples(std::string_view text) {
    std::vector<Example> rows;
    std::string rest;
    const std::string whole = fmt::format("  {}", trim(text));
    for (const std::string_view line : split_lines(whole)) {
      if (rest.empty() && line.starts_with("  ")) {
        rows.push_back(example_of(line));
      } else {
        rest += fmt::format("{}\n", line);
      }
    }
    const bool fits = std::ranges::all_of(rows, [&](const Example& one) { return text_width(one.line) <= width_; });
    std::size_t widest = 0;
    for (const Example& example : rows) {
      widest = std::max(widest, example.about.empty() ? 0 : text_width(example.command));
    }
    const std::size_t column = std::min(widest + 4, width_ * 3 / 5);
    for (const Example& example : rows) {
      if (fits) {
        out_ += fmt::format("{}\n", example.line);
      } else if (!example.about.empty() && text_width(example.command) + 2 <= width_) {
        row(example.command, column, example.about);
      } else if (!example.about.empty()) {
        command(example.command);
        row("", column, example.about);
      } else {
        command(example.command);
      }
    }
    if (!rest.empty()) {
      prose(std::string_view(rest).substr(0, rest.size() - 1));
    }
  }

  /// A term in its column and its words beside it, wrapped; on lines of their own when the term is too wide.
  void row(std::string_view term, std::size_t column, std::string_view words) {
    out_ += fmt::format("  {}", term);
    std::size_t at = 2 + text_width(term);
    if (at + 2 > column || column >= width_) {
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
  struct Example {
    std::string_view line;
    std::string_view command;
    std::string_view about;
  };

  static Example example_of(std::string_view line) {
    const std::string_view content = trim(line);
    const std::size_t gap = content.find("  ");
    return {.line = line,
            .command = content.substr(0, gap),
            .about = gap == std::string_view::npos ? std::string_view() : trim(content.substr(gap))};
  }

  /// Between blanks that stand in no quotes.
  static std::vector<std::string_view> shell_words(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t begin = 0;
    char quote = 0;
    for (std::size_t at = 0; at <= text.size(); ++at) {
      const char c = at < text.size() ? text[at] : ' ';
      if (c == ' ' && (quote == 0 || at == text.size())) {
        words.push_back(text.substr(begin, at - begin));
        begin = at + 1;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
    }
    return words;
  }

  /// On several lines where one is too short, as a shell takes them.
  void command(std::string_view text) {
    std::string line = "  ";
    for (const std::string_view word : shell_words(text)) {
      if (!trim(line).empty() && text_width(line) + 1 + text_width(word) + 2 > width_) {
        out_ += line + " \\\n";
        line = "      ";
      }
      line += (trim(line).empty() ? "" : " ") + std::string(word);
    }
    out_ += line + "\n";
  }

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
  writer.paragraph(fmt::format("Ropewalk {}: the GitHub Actions pipeline in one native binary.", version));
  writer.text("\nUsage: ropewalk COMMAND [options]\n");
  writer.heading("Commands");
  for (const Command* command : all_commands()) {
    if (!command->is_hidden) {
      writer.row(command->name, 16, command->summary);
    }
  }
  writer.heading("First steps");
  writer.examples(
      "ropewalk run                     run what a push would start here, now\n"
      "  ropewalk plan                    say what would run, and why the rest would not\n"
      "  ropewalk parse                   check the workflows of this repository\n"
      "  ropewalk COMMAND --help          the options of a command, with examples");
  writer.heading("Exit codes");
  for (const auto& [code, words] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"0", "all well"},
           {"1", "something failed, or a workflow is not valid"},
           {"2", "wrong usage"},
           {"3", "incomplete: something could not be run here"},
           {"130", "interrupted"}}) {
    writer.row(code, 7, words);
  }
  return writer.take();
}

std::string help(const Command& command, const HelpStyle& style) {
  Writer writer(style);
  writer.paragraph(fmt::format("{}.", command.summary));
  writer.text("\n");
  if (command.run != nullptr) {
    writer.paragraph(fmt::format("Usage: ropewalk {}{}{} [options]", command.name,
                                 command.operands.value.empty() ? "" : " ", command.operands.value),
                     10);
  }
  if (!command.subcommands.empty()) {
    writer.text(
        fmt::format("{} ropewalk {} COMMAND [options]\n", command.run == nullptr ? "Usage:" : "      ", command.name));
  }
  if (!command.about.empty()) {
    writer.text("\n");
    writer.prose(trim(command.about));
  }

  std::size_t widest = std::max(text_width(command.operands.value), text_width("-h, --help"));
  for (const Option& option : command.options) {
    widest = std::max(widest, text_width(term_of(option)));
  }
  const std::size_t column = std::min(widest + 4, writer.widest_term());

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
    writer.examples(command.examples);
  }
  return writer.take();
}

}  // namespace ropewalk::cli
