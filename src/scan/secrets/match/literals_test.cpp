#include "scan/secrets/match/literals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

using Found = std::vector<std::pair<std::uint32_t, std::size_t>>;

Found found_by(const Literals& literals, std::string_view text) {
  Found found;
  literals.find(text, [&](std::uint32_t number, std::size_t begin) { found.emplace_back(number, begin); });
  std::sort(found.begin(), found.end());
  return found;
}

/// Place by place.
Found found_simply(const std::vector<std::string>& texts, std::string_view text) {
  Found found;
  const std::string small = to_lower(text);
  for (std::uint32_t number = 0; number < texts.size(); ++number) {
    for (std::size_t at = texts[number].empty() ? std::string::npos : small.find(texts[number]);
         at != std::string::npos; at = small.find(texts[number], at + 1)) {
      found.emplace_back(number, at);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Few literals are looked for in another way than many.
TEST(Literals, AreFoundWhereTheyStandHoweverManyBytesAreComparedAtOnce) {
  std::mt19937 random(20261127);
  const auto word = [&random](std::size_t most) {
    std::string text(1 + random() % most, ' ');
    for (char& c : text) {
      c = "abcxyz_-9"[random() % 9];
    }
    return text;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> texts(1 + random() % (round % 2 == 0 ? 4 : 60));
    for (std::string& text : texts) {
      text = word(6);
    }
    std::string text;
    while (text.size() < random() % 900) {
      text += random() % 3 == 0 ? texts[random() % texts.size()] : word(9);
      text += " =\nABXYZ"[random() % 8];
    }
    const Found expected = found_simply(texts, text);
    for (const Lanes lanes : {Lanes::kOne, Lanes::kSixteen, Lanes::kThirtyTwo}) {
      if (lanes <= widest_lanes()) {
        EXPECT_EQ(found_by(Literals(texts, lanes), text), expected) << round;
      }
    }
  }
}

}  // namespace
}  // namespace ropewalk::scan
