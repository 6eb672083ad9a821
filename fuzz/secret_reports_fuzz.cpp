// Plants secrets in a text, its file's name, a commit's message and its author, makes every report there is of what is
// found, and looks for the secrets in them. The first bytes say which secrets, the rest is the text around them.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "scan/formats/formats.h"
#include "scan/secrets/detect/detector.h"
#include "scan/secrets/report_hits.h"
#include "scan/secrets/rules/default_rules.h"

namespace {

using namespace ropewalk;

struct Form {
  std::string_view before;
  std::size_t length;
  std::string_view behind;
  /// What is made of the bytes stands for the secret alone; else with what is before it.
  bool is_bare = false;
};

constexpr std::array kForms = {
    Form{"ghp_", 36, ""},
    Form{"npm_", 36, ""},
    Form{"glpat-", 20, ""},
    Form{"hf_", 34, ""},
    Form{"password = \"", 24, "\"", true},
    Form{"API_KEY='", 32, "'", true},
    Form{"postgres://user:", 20, "@db.example.org/x", true},
    Form{"AccountKey=", 86, "==", true},
    Form{"curl -H \"Authorization: Bearer ", 40, "\" https://example.org", true},
};

/// Letters and digits from bytes; the number of the secret makes sure that no two are alike.
std::string letters(std::string_view bytes, std::size_t length, std::size_t number) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::uint64_t state = 0x9e3779b97f4a7c15ULL * (number + 1);
  for (const char c : bytes) {
    state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  std::string made;
  while (made.size() < length) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    made += kLetters[static_cast<std::size_t>(state >> 33U) % kLetters.size()];
  }
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const scan::RuleSet rules = scan::default_rules();
  static const scan::Detector detector(rules, {});
  constexpr std::size_t kHead = 8;
  if (size < kHead) {
    return 0;
  }
  const std::string_view around(reinterpret_cast<const char*>(data) + kHead, size - kHead);
  std::vector<std::string> secrets;
  std::vector<std::string> planted;
  for (std::size_t number = 0; number < 4; ++number) {
    const Form& form = kForms[data[number] % kForms.size()];
    const std::string made = letters(around, form.length, number);
    secrets.push_back(form.is_bare ? made : std::string(form.before) + made);
    planted.push_back(std::string(form.before) + made + std::string(form.behind));
  }
  const std::size_t cut = around.size() * data[4] / 256;
  const std::string text = std::string(around.substr(0, cut)) + "\n" + planted[0] + "\n" +
                           std::string(around.substr(cut)) + "\n" + planted[1] + "\n";
  const std::string path = "folder/" + std::string(around.substr(0, data[5] % 32)) + secrets[2] + ".txt";
  const scan::Origin origin{.commit = std::string(40, 'a'),
                            .author = secrets[3],
                            .email = std::string(around.substr(0, data[6] % 16)),
                            .date = "2026-01-02T03:04:05Z",
                            .message = planted[3] + "\n\n" + std::string(around.substr(0, data[7]))};
  scan::Report report;
  std::vector<scan::Hit> hits = detector.detect({.text = text, .path = path, .commit = origin.commit});
  for (scan::Hit& hit : detector.detect_in_name(path, origin.commit)) {
    hits.push_back(std::move(hit));
  }
  const std::string message_name = "(commit message)";
  for (scan::Hit& hit : detector.detect({.text = origin.message, .path = message_name, .commit = origin.commit})) {
    hits.push_back(std::move(hit));
  }
  // Only what is found can be kept back.
  std::vector<std::string> found;
  for (const scan::Hit& hit : hits) {
    report.findings.push_back(scan::to_finding(hit, path, origin, (data[7] & 1U) != 0));
    for (const std::string& secret : secrets) {
      if (hit.secret.find(secret) != std::string::npos) {
        found.push_back(secret);
      }
    }
  }
  scan::mask_names(report);
  const scan::Shown shown{.report = report, .summary = scan::summarize(report)};
  for (const scan::Format& format : scan::formats()) {
    const std::string made = format.make(shown);
    for (const std::string& secret : found) {
      if (made.find(secret) != std::string::npos) {
        std::abort();
      }
    }
  }
  return 0;
}
