#include "app/image/mask.h"

#include <algorithm>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

constexpr std::size_t kShortest = 4;

}  // namespace

void Mask::add(std::string_view value) {
  const auto take = [&](std::string text) {
    if (text.size() >= kShortest && std::find(values_.begin(), values_.end(), text) == values_.end()) {
      values_.push_back(std::move(text));
    }
  };
  take(std::string(trim(value)));
  take(to_base64(value));
  take(to_base64(trim(value)));
  for (const std::string_view line : split_lines(value)) {
    take(std::string(trim(line)));
  }
  std::stable_sort(values_.begin(), values_.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

std::string Mask::hide(std::string_view text) const {
  std::string shown(text);
  for (const std::string& value : values_) {
    if (shown.find(value) != std::string::npos) {
      shown = replace_all(shown, value, "***");
    }
  }
  return shown;
}

}  // namespace ropewalk::app
