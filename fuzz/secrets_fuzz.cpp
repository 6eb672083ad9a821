// Fuzzes the scanner for secrets. The first byte says what the text is: an expression, an archive, a text that is
// decoded, objects of git, or a file under all rules, whose findings must not hold the secrets.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scan/core/gate.h"
#include "scan/formats/formats.h"
#include "scan/secrets/decode/decoded_text.h"
#include "scan/secrets/detect/detector.h"
#include "scan/secrets/history/object_text.h"
#include "scan/secrets/match/anchors.h"
#include "scan/secrets/report_hits.h"
#include "scan/secrets/rules/default_rules.h"
#include "scan/secrets/rules/gitleaks_toml.h"
#include "scan/secrets/sources/archive.h"
#include "scan/secrets/sources/utf16.h"

namespace {

using namespace ropewalk;

void scan_file(std::string_view text) {
  static const scan::RuleSet rules = scan::default_rules();
  static const scan::Detector detector(rules, {});
  scan::Report report;
  std::vector<scan::Hit> hits = detector.detect({.text = text, .path = "file"});
  for (const scan::Hit& hit : hits) {
    report.findings.push_back(scan::to_finding(hit, "file", {}, false));
  }
  const scan::Shown shown{.report = report, .summary = scan::summarize(report)};
  for (const scan::Format& format : scan::formats()) {
    const std::string made = format.make(shown);
    for (const scan::Hit& hit : hits) {
      constexpr std::size_t kLong = 12;
      // Digests are in every report, and the fuzzer learns to write their digits into the text.
      const bool is_of_digest = hit.secret.find_first_not_of("0123456789abcdef") == std::string::npos;
      if (hit.secret.size() >= kLong && !is_of_digest && made.find(hit.secret) != std::string::npos) {
        std::abort();
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 7) {
    case 0: static_cast<void>(scan::find_anchors(text)); break;
    case 1: {
      constexpr std::uint64_t kLimit = 1 << 20;
      static_cast<void>(scan::read_archive(text, "a.zip", kLimit, [](const std::string&, std::string_view) {}));
      break;
    }
    case 2: {
      auto pass = scan::decode_pass(text, nullptr);
      for (int depth = 0; depth < 3 && !pass->segments.empty(); ++depth) {
        static_cast<void>(scan::original_place(*pass, {0, pass->text.size()}));
        pass = scan::decode_pass(pass->text, pass);
      }
      break;
    }
    case 3:
      static_cast<void>(scan::read_commit(text));
      static_cast<void>(scan::read_tag(text));
      static_cast<void>(scan::read_tree(text, 20, [](const scan::TreeEntry&) {}));
      static_cast<void>(scan::from_utf16(text));
      break;
    case 4: static_cast<void>(scan::Gate::read(text)); break;
    case 5: {
      const scan::RuleSources sources{
          .read = [](const std::string&) -> Result<std::string> { return fail(ErrorKind::kNotFound, "no file"); },
          .defaults = [] { return Result<scan::RuleSet>(scan::RuleSet()); }};
      static_cast<void>(scan::read_gitleaks_toml(text, "fuzz.toml", sources));
      break;
    }
    default: scan_file(text); break;
  }
  return 0;
}
