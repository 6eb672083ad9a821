#include "cli/arguments.h"

#include <fmt/format.h>

#include <charconv>

namespace ropewalk::cli {

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto found = options_.find(option);
  if (found == options_.end() || found->second.empty()) {
    return std::nullopt;
  }
  return found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = options_.find(option);
  return found == options_.end() ? std::vector<std::string>{} : found->second;
}

Result<std::vector<std::pair<std::string, std::string>>> Arguments::pairs(std::string_view option,
                                                                          std::string_view form) const {
  std::vector<std::pair<std::string, std::string>> result;
  for (const std::string& text : values(option)) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(ErrorKind::kUsage, fmt::format("{} {}: expected {}", option, text, form));
    }
    result.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return result;
}

Result<int> Arguments::number(std::string_view option, int least, int otherwise) const {
  const std::optional<std::string> text = value(option);
  if (!text) {
    return otherwise;
  }
  int number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number < least) {
    return fail(ErrorKind::kUsage, fmt::format("{} {}: expected a whole number of at least {}", option, *text, least));
  }
  return number;
}

}  // namespace ropewalk::cli
