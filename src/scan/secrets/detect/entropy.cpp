#include "scan/secrets/detect/entropy.h"

#include <cmath>
#include <map>

#include "base/strings.h"

namespace ropewalk::scan {

double shannon_entropy(std::string_view text) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  std::map<std::uint32_t, std::size_t> counts;
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t character = next_code_point(text, at);
    ++counts[character >= kFirstNoCodePoint ? kReplacement : character];
  }
  double entropy = 0;
  for (const auto& [character, count] : counts) {
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    entropy -= share * std::log2(share);
  }
  return entropy;
}

}  // namespace ropewalk::scan
