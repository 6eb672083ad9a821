#include "scan/dependencies/read/requirement_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

/// UTF-16 with a byte order mark as UTF-8; anything else as it is, without a mark.
std::string to_utf8(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    return std::string(text.substr(3));
  }
  const bool is_little = text.starts_with("\xFF\xFE");
  if (!is_little && !text.starts_with("\xFE\xFF")) {
    return std::string(text);
  }
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto second = static_cast<unsigned char>(text[at + 1]);
    return static_cast<std::uint32_t>(is_little ? first + 256 * second : second + 256 * first);
  };
  std::string out;
  for (std::size_t at = 2; at + 1 < text.size(); at += 2) {
    std::uint32_t code_point = unit(at);
    if (code_point >= 0xD800 && code_point < 0xDC00 && at + 3 < text.size()) {
      code_point = 0x10000 + ((code_point - 0xD800) << 10U) + (unit(at + 2) - 0xDC00);
      at += 2;
    }
    append_utf8(out, code_point);
  }
  return out;
}

/// Up to a `#` that begins the line or stands behind a blank.
std::string_view without_comment(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    if (at == 0 || kBlanks.find(line[at - 1]) != std::string_view::npos) {
      return line.substr(0, at);
    }
  }
  return line;
}

bool is_comment(std::string_view line) { return trim(line).starts_with('#'); }

struct KnownOption {
  std::string_view name;
  char letter = 0;
  bool takes_value = true;
};

constexpr std::array kOptions = {
    KnownOption{"--index-url", 'i'},
    KnownOption{"--pypi-url"},
    KnownOption{"--extra-index-url"},
    KnownOption{"--no-index", 0, false},
    KnownOption{"--constraint", 'c'},
    KnownOption{"--requirement", 'r'},
    KnownOption{"--editable", 'e'},
    KnownOption{"--find-links", 'f'},
    KnownOption{"--no-binary"},
    KnownOption{"--only-binary"},
    KnownOption{"--prefer-binary", 0, false},
    KnownOption{"--require-hashes", 0, false},
    KnownOption{"--pre", 0, false},
    KnownOption{"--trusted-host"},
    KnownOption{"--use-feature"},
    KnownOption{"--global-option"},
    KnownOption{"--install-option"},
    KnownOption{"--hash"},
    KnownOption{"--config-settings", 'C'},
    KnownOption{"--config-setting"},
    KnownOption{"--always-unzip", 'Z', false},
    KnownOption{"--use-wheel", 0, false},
    KnownOption{"--no-use-wheel", 0, false},
    KnownOption{"--process-dependency-links", 0, false},
};

/// By its name or an unambiguous beginning of it.
const KnownOption* long_option(std::string_view name) {
  const KnownOption* found = nullptr;
  for (const KnownOption& option : kOptions) {
    if (option.name == name) {
      return &option;
    }
    if (name.size() > 2 && option.name.starts_with(name)) {
      if (found != nullptr) {
        return nullptr;
      }
      found = &option;
    }
  }
  return found;
}

const KnownOption* short_option(char letter) {
  const auto found = std::find_if(kOptions.begin(), kOptions.end(), [&](const KnownOption& option) {
    return option.letter != 0 && option.letter == letter;
  });
  return found == kOptions.end() ? nullptr : &*found;
}

void read_options(const std::vector<std::string>& words, RequirementParts& parts) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.size() < 2 || word.front() != '-') {
      continue;  // pip passes over what stands between options
    }
    const bool is_long = word[1] == '-';
    const std::size_t equals = is_long ? word.find('=') : std::string::npos;
    const std::string name = is_long ? word.substr(0, equals) : word.substr(0, 2);
    const KnownOption* option = is_long ? long_option(name) : short_option(word[1]);
    if (option == nullptr) {
      parts.problem = fmt::format("no such option: {}", name);
      return;
    }
    RequirementOption found{std::string(option->name), {}};
    if (option->takes_value) {
      if (is_long && equals != std::string::npos) {
        found.value = word.substr(equals + 1);
      } else if (!is_long && word.size() > 2) {
        found.value = word.substr(2);
      } else if (i + 1 < words.size()) {
        found.value = words[++i];
      } else {
        parts.problem = fmt::format("{} needs a value", name);
        return;
      }
    }
    parts.options.push_back(std::move(found));
  }
}

}  // namespace

std::vector<RequirementLine> read_requirement_lines(std::string_view text) {
  const std::string utf8 = to_utf8(text);
  std::vector<RequirementLine> lines;
  RequirementLine joined;
  const auto finish = [&] {
    const std::string_view line = trim(without_comment(joined.text));
    if (!line.empty()) {
      lines.push_back({joined.line, std::string(line)});
    }
    joined = {};
  };
  int number = 0;
  for (std::string_view line : split_lines(utf8)) {
    ++number;
    if (joined.line == 0) {
      joined.line = number;
    }
    if (line.ends_with('\\') && !is_comment(line)) {
      joined.text += line.substr(0, line.size() - 1);
      continue;
    }
    // A comment between continued lines stays one: the blank keeps its `#` from growing into a word.
    joined.text += is_comment(line) ? " " + std::string(line) : std::string(line);
    finish();
  }
  finish();
  return lines;
}

std::optional<std::vector<std::string>> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool is_open = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote == '"' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) {
        word += text[++i];
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      is_open = true;
    } else if (c == '\\' && i + 1 < text.size()) {
      word += text[++i];
      is_open = true;
    } else if (kBlanks.find(c) != std::string_view::npos) {
      if (is_open) {
        words.push_back(std::move(word));
      }
      word.clear();
      is_open = false;
    } else {
      word += c;
      is_open = true;
    }
  }
  if (quote != 0) {
    return std::nullopt;
  }
  if (is_open) {
    words.push_back(std::move(word));
  }
  return words;
}

RequirementParts split_requirement(std::string_view line) {
  RequirementParts parts;
  std::size_t at = 0;
  while (at < line.size()) {
    if (line[at] == '-' && (at == 0 || line[at - 1] == ' ')) {
      break;
    }
    const std::size_t blank = line.find(' ', at);
    at = blank == std::string_view::npos ? line.size() : blank + 1;
  }
  parts.requirement = trim(line.substr(0, at));
  const auto words = split_words(line.substr(at));
  if (!words) {
    parts.problem = "a quote is not closed";
    return parts;
  }
  read_options(*words, parts);
  return parts;
}

}  // namespace ropewalk::scan
