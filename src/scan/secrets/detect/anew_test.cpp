#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scan/secrets/detect/detector.h"
#include "scan/secrets/rules/default_rules.h"

namespace ropewalk::scan {
namespace {

using Pieces = std::vector<std::string>;

/// What stands between secrets in most files.
std::string words(int count) {
  std::string text;
  while (count-- > 0) {
    text += count % 9 == 0 ? "lorem ipsum,\n" : "some words (of a text) ";
  }
  return text;
}

/// Parts of secrets of all lengths, short and without an end, plain and encoded, and what may come between them.
const Pieces& parts() {
  static const Pieces kParts = {"key = '",
                                "password: \"",
                                "q8Zk2Lw9Xv4Tb7Nm",
                                "'",
                                "\"",
                                "\n",
                                "\r\n",
                                " ",
                                "ghp_",
                                "aB3dE6gH9jK2mN5pQ8",
                                "sT1vW4yZ7cF0iL3oR6",
                                "-----BEGIN PRIVATE KEY-----\n",
                                "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n",
                                "-----END PRIVATE KEY-----\n",
                                "eyJhbGciOiJIUzI1NiJ9",
                                ".",
                                "eyJzdWIiOiIxMjM0NTY3ODkwIn0",
                                "Zm9vYmFyZ2hwX2FCM2RFNmdIOWpLMm1ONXBROHNUMXZXNHlaN2NGMGlMM29SNg==",
                                "%67%68%70%5F",
                                "https://user:",
                                "@example.org/",
                                "\xc3\xa9",
                                "curl -H \"Authorization: Bearer ",
                                "curl -u admin:",
                                "\" https://example.org\n",
                                "kind: Secret\ndata:\n  password: ",
                                "xoxb-",
                                "123456789012-1234567890123-",
                                "abcdefghijklmnopqrstuvwx",
                                words(40),
                                words(400),
                                std::string(700, 'x'),
                                std::string(2000, 'y')};
  return kParts;
}

std::string joined(const Pieces& pieces) {
  std::string text;
  for (const std::string& piece : pieces) {
    text += piece;
  }
  return text;
}

RC_GTEST_PROP(Detector, LooksAtWhatIsNewAndMissesNothing, ()) {
  static const RuleSet rules = default_rules();
  static const Detector detector(rules, {});
  const auto before = *rc::gen::container<Pieces>(rc::gen::elementOf(parts()));
  const auto removed = before.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(before.size(), 3));
  const auto at = *rc::gen::inRange<std::size_t>(0, before.size() - removed + 1);
  const auto added = *rc::gen::container<Pieces>(rc::gen::elementOf(parts()));
  Pieces after = before;
  after.erase(after.begin() + static_cast<std::ptrdiff_t>(at),
              after.begin() + static_cast<std::ptrdiff_t>(at + removed));
  after.insert(after.begin() + static_cast<std::ptrdiff_t>(at), added.begin(), added.end());
  RC_PRE(!detector.may_find(joined(before)));
  const std::string text = joined(after);
  const std::size_t begin = joined(Pieces(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(at))).size();
  const bool is_anew = detector.may_find_anew(text, {{begin, begin + joined(added).size()}});
  RC_ASSERT(is_anew || !detector.may_find(text));
}

}  // namespace
}  // namespace ropewalk::scan
