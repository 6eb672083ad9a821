#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/strings.h"
#include "image/dockerfile/dockerfile.h"
#include "image/dockerfile/lines.h"
#include "image/dockerfile/words.h"

namespace ropewalk::image::dockerfile {
namespace {

/// What an instruction is made of behind its flags.
enum class Form {
  kText,         // a shell command, or a JSON array
  kWords,        // words, or a JSON array of them
  kPairs,        // NAME=VALUE words, or the old NAME VALUE
  kNames,        // NAME or NAME=VALUE words
  kOne,          // one text
  kArray,        // a JSON array alone
  kHealth,       // NONE, or CMD and a command
  kInstruction,  // another instruction
};

struct Kind {
  std::string_view name;
  Form form;
  std::vector<std::string_view> flags;
  std::size_t least_words = 1;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kKinds = {
      {"ADD", Form::kWords, {"chown", "chmod", "link", "keep-git-dir", "checksum", "exclude", "unpack"}, 2},
      {"ARG", Form::kNames, {}},
      {"CMD", Form::kText, {}, 0},
      {"COPY", Form::kWords, {"from", "chown", "chmod", "link", "parents", "exclude"}, 2},
      {"ENTRYPOINT", Form::kText, {}, 0},
      {"ENV", Form::kPairs, {}},
      {"EXPOSE", Form::kWords, {}},
      {"HEALTHCHECK", Form::kHealth, {"interval", "timeout", "start-period", "start-interval", "retries"}},
      {"LABEL", Form::kPairs, {}},
      {"MAINTAINER", Form::kOne, {}},
      {"ONBUILD", Form::kInstruction, {}},
      {"RUN", Form::kText, {"mount", "network", "security", "device"}},
      {"SHELL", Form::kArray, {}},
      {"STOPSIGNAL", Form::kOne, {}},
      {"USER", Form::kOne, {}},
      {"VOLUME", Form::kWords, {}},
      {"WORKDIR", Form::kOne, {}},
  };
  return kKinds;
}

const Kind* find_kind(std::string_view name) {
  const auto& all = kinds();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Kind& kind) { return kind.name == name; });
  return found == all.end() ? nullptr : &*found;
}

bool is_stage_name(std::string_view name) {
  const auto is_good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' && std::all_of(name.begin(), name.end(), is_good);
}

class Reader {
 public:
  explicit Reader(const SourceFilePtr& file) : file_(file) {}

  ReadResult read() {
    Lines lines = read_lines(file_);
    result_.dockerfile.file = file_;
    result_.dockerfile.escape = lines.escape;
    result_.dockerfile.syntax = std::move(lines.syntax);
    result_.errors = std::move(lines.errors);
    for (LogicalLine& line : lines.lines) {
      take(line);
    }
    if (result_.dockerfile.stages.empty() && result_.errors.empty()) {
      error({}, "the Dockerfile has no stage", "it starts with FROM and the name of an image");
    }
    std::stable_sort(result_.errors.begin(), result_.errors.end(),
                     [](const Error& a, const Error& b) { return a.place.span.begin < b.place.span.begin; });
    return std::move(result_);
  }

 private:
  void take(LogicalLine& line) {
    Instruction instruction;
    instruction.span = line.span;
    instruction.heredocs = std::move(line.heredocs);
    const std::string_view text = line.text;
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    instruction.name = to_upper(text.substr(0, end));
    instruction.name_span = {line.span.begin, line.span.begin + static_cast<std::uint32_t>(end)};
    std::string_view rest = trim(text.substr(end));
    if (instruction.name == "FROM") {
      from(std::move(instruction), rest);
      return;
    }
    if (!read_instruction(instruction, rest)) {
      return;
    }
    if (!result_.dockerfile.stages.empty()) {
      result_.dockerfile.stages.back().instructions.push_back(std::move(instruction));
    } else if (instruction.name == "ARG") {
      result_.dockerfile.arguments.push_back(std::move(instruction));
    } else {
      error(instruction.name_span, fmt::format("{} stands in front of the first FROM", instruction.name),
            "only ARG may");
    }
  }

  /// False when there is nothing to keep of it.
  bool read_instruction(Instruction& instruction, std::string_view rest) {
    const Kind* kind = find_kind(instruction.name);
    if (kind == nullptr) {
      std::vector<std::string_view> names = {"FROM"};
      for (const Kind& one : kinds()) {
        names.push_back(one.name);
      }
      const std::string_view near = nearest(instruction.name, names);
      error(instruction.name_span, fmt::format("there is no instruction '{}'", instruction.name),
            near.empty() ? "" : fmt::format("did you mean {}?", near));
      return false;
    }
    rest = flags(instruction, rest, kind->flags);
    instruction.text = rest;
    if (rest.empty() && kind->least_words > 0) {
      error(instruction.name_span, fmt::format("{} needs something behind it", instruction.name));
      return false;
    }
    return form(instruction, *kind);
  }

  std::string_view flags(Instruction& instruction, std::string_view rest, const std::vector<std::string_view>& known) {
    if (known.empty()) {
      return rest;
    }
    while (rest.starts_with("--")) {
      const std::string_view word = first_word(rest);
      if (word == "--") {
        return trim(rest.substr(word.size()));
      }
      const std::size_t equals = word.find('=');
      Flag flag{std::string(word.substr(2, equals == std::string_view::npos ? equals : equals - 2)),
                {},
                std::string(word),
                instruction.name_span};
      if (equals != std::string_view::npos) {
        flag.value = unquoted(word.substr(equals + 1), result_.dockerfile.escape);
      }
      if (const std::size_t found = text().find(word, instruction.span.begin); found < instruction.span.end) {
        flag.span = {static_cast<std::uint32_t>(found), static_cast<std::uint32_t>(found + word.size())};
      }
      if (std::find(known.begin(), known.end(), flag.name) == known.end()) {
        const std::string_view near = nearest(flag.name, known);
        error(flag.span, fmt::format("{} has no flag '--{}'", instruction.name, flag.name),
              near.empty() ? fmt::format("its flags are --{}", fmt::join(known, ", --"))
                           : fmt::format("did you mean --{}?", near));
      }
      instruction.flags.push_back(std::move(flag));
      rest = trim(rest.substr(word.size()));
    }
    return rest;
  }

  /// Up to the next blank outside of quotes.
  [[nodiscard]] std::string_view first_word(std::string_view text) const {
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (quote == 0 && (text[i] == ' ' || text[i] == '\t')) {
        return text.substr(0, i);
      }
      if (quote == 0 && (text[i] == '"' || text[i] == '\'')) {
        quote = text[i];
      } else if (text[i] == quote) {
        quote = 0;
      } else if (text[i] == result_.dockerfile.escape) {
        ++i;
      }
    }
    return text;
  }

  bool form(Instruction& instruction, const Kind& kind) {
    switch (kind.form) {
      case Form::kText: instruction.array = read_array(instruction.text); return true;
      case Form::kWords:
        if ((instruction.array = read_array(instruction.text))) {
          instruction.words = *instruction.array;
        } else if (!words(instruction)) {
          return false;
        }
        if (instruction.words.size() < kind.least_words) {
          error(instruction.name_span,
                fmt::format("{} needs at least {} words: what, and where to", instruction.name, kind.least_words));
          return false;
        }
        return true;
      case Form::kPairs: return words(instruction) && pairs(instruction);
      case Form::kNames: return words(instruction) && names(instruction);
      case Form::kOne: instruction.words = {instruction.text}; return true;
      case Form::kArray:
        instruction.array = read_array(instruction.text);
        if (!instruction.array || instruction.array->empty()) {
          error(instruction.name_span, fmt::format("{} takes a JSON array", instruction.name),
                R"(write it as ["/bin/bash", "-c"])");
          return false;
        }
        return true;
      case Form::kHealth: return health(instruction);
      case Form::kInstruction: return on_build(instruction);
    }
    return true;
  }

  bool words(Instruction& instruction) {
    auto split = split_words(instruction.text, result_.dockerfile.escape);
    if (!split) {
      error(instruction.name_span, fmt::format("a quote in this {} is not closed", instruction.name));
      return false;
    }
    instruction.words = std::move(*split);
    return true;
  }

  bool pairs(Instruction& instruction) {
    if (instruction.words.front().find('=') == std::string::npos) {
      // The old form: a name, and everything behind it.
      if (instruction.words.size() < 2) {
        error(instruction.name_span, fmt::format("{} needs NAME=VALUE", instruction.name));
        return false;
      }
      const std::string name = instruction.words.front();
      instruction.words = {fmt::format("{}={}", name, trim(std::string_view(instruction.text).substr(name.size())))};
      return true;
    }
    for (const std::string& word : instruction.words) {
      const std::size_t equals = word.find('=');
      if (equals == std::string::npos || equals == 0) {
        error(instruction.name_span, fmt::format("'{}' is not NAME=VALUE", word),
              "a value with blanks stands in quotes");
        return false;
      }
    }
    return true;
  }

  bool names(const Instruction& instruction) {
    for (const std::string& word : instruction.words) {
      if (word.starts_with('=')) {
        error(instruction.name_span, fmt::format("'{}' has no name", word));
        return false;
      }
    }
    return true;
  }

  bool health(Instruction& instruction) {
    const std::string_view word = first_word(instruction.text);
    const std::string kind = to_upper(word);
    if (kind == "NONE" && word.size() == instruction.text.size()) {
      return true;
    }
    const std::string_view command = trim(std::string_view(instruction.text).substr(word.size()));
    if (kind != "CMD" || command.empty()) {
      error(instruction.name_span, "HEALTHCHECK is followed by CMD and a command, or by NONE");
      return false;
    }
    instruction.array = read_array(command);
    return true;
  }

  bool on_build(const Instruction& instruction) {
    const std::string_view word = first_word(instruction.text);
    const std::string inner = to_upper(word);
    if (inner == "FROM" || inner == "ONBUILD" || inner == "MAINTAINER") {
      error(instruction.name_span, fmt::format("{} cannot be an ONBUILD instruction", inner));
      return false;
    }
    Instruction below{.name = inner,
                      .flags = {},
                      .text = {},
                      .array = {},
                      .words = {},
                      .heredocs = {},
                      .span = instruction.span,
                      .name_span = instruction.name_span};
    return read_instruction(below, trim(std::string_view(instruction.text).substr(word.size())));
  }

  void from(Instruction instruction, std::string_view rest) {
    rest = flags(instruction, rest, {"platform"});
    instruction.text = rest;
    if (!words(instruction)) {
      return;
    }
    const auto& words = instruction.words;
    const bool is_named = words.size() == 3 && equals_ignoring_case(words[1], "as");
    if (words.size() != 1 && !is_named) {
      error(instruction.name_span, "FROM takes an image, or an image, AS and a name");
      return;
    }
    Stage stage;
    stage.base = unquoted(words.front(), result_.dockerfile.escape);
    stage.base_span = instruction.name_span;
    if (const std::size_t found = text().find(words.front(), instruction.name_span.end); found < instruction.span.end) {
      stage.base_span = {static_cast<std::uint32_t>(found), static_cast<std::uint32_t>(found + words.front().size())};
    }
    if (const Flag* platform = instruction.flag("platform"); platform != nullptr) {
      stage.platform = platform->value.value_or("");
    }
    if (is_named) {
      stage.name = to_lower(words[2]);
      if (!is_stage_name(stage.name)) {
        error(instruction.name_span, fmt::format("'{}' cannot be the name of a stage", words[2]),
              "a name starts with a letter and has letters, digits, '-', '_' and '.'");
      }
    }
    stage.from = std::move(instruction);
    result_.dockerfile.stages.push_back(std::move(stage));
  }

  [[nodiscard]] std::string_view text() const { return file_->text(); }

  void error(Span span, std::string message, std::string hint = {}) {
    result_.errors.push_back(Error{ErrorKind::kInvalid, std::move(message), std::move(hint), {file_, span}});
  }

  SourceFilePtr file_;
  ReadResult result_;
};

}  // namespace

const Flag* Instruction::flag(std::string_view wanted) const {
  const auto found = std::find_if(flags.begin(), flags.end(), [&](const Flag& one) { return one.name == wanted; });
  return found == flags.end() ? nullptr : &*found;
}

ReadResult read_dockerfile(const SourceFilePtr& file) { return Reader(file).read(); }

std::optional<std::size_t> find_stage(const Dockerfile& dockerfile, std::string_view name) {
  const std::string wanted = to_lower(name);
  for (std::size_t i = dockerfile.stages.size(); i-- > 0;) {
    if (!wanted.empty() && dockerfile.stages[i].name == wanted) {
      return i;
    }
  }
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  if (error == std::errc() && end == wanted.data() + wanted.size() && number < dockerfile.stages.size()) {
    return number;
  }
  return std::nullopt;
}

}  // namespace ropewalk::image::dockerfile
