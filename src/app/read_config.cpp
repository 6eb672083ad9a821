#include "app/read_config.h"

#include <charconv>

#include "app/read_source.h"
#include "base/strings.h"

namespace ropewalk::app {

config::ReadConfigResult read_config(const ports::Files& files, const Place& place) {
  const std::filesystem::path path = place.top / config::kConfigFile;
  if (files.type_followed(path) == ports::FileType::kMissing) {
    return {};
  }
  auto file = read_source(files, path, std::string(config::kConfigFile));
  if (!file) {
    return {.config = {}, .errors = {std::move(file.error())}};
  }
  return config::read_config(*file);
}

std::optional<double> read_percent(std::string_view text) {
  text = trim(text.ends_with('%') ? text.substr(0, text.size() - 1) : text);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !(number >= 0 && number <= 100)) {
    return std::nullopt;
  }
  return number;
}

}  // namespace ropewalk::app
