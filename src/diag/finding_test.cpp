#include "diag/finding.h"

#include <gtest/gtest.h>

#include <memory>

namespace ropewalk::diag {
namespace {

TEST(Finding, IsShownWithItsCode) {
  const auto file = std::make_shared<const SourceFile>("ci.yml", "runs-on: ubuntu-lastest\n");
  const Finding finding{.code = "unknown-label",
                        .message = "no runner has the label 'ubuntu-lastest'",
                        .hint = "did you mean 'ubuntu-latest'?",
                        .place = {file, {9, 23}}};
  EXPECT_EQ(render(to_error(finding), finding.severity),
            "ci.yml:1:10: warning: no runner has the label 'ubuntu-lastest' [unknown-label]\n"
            " 1 | runs-on: ubuntu-lastest\n"
            "   |          ^^^^^^^^^^^^^^\n"
            "hint: did you mean 'ubuntu-latest'?\n");
}

TEST(Finding, MayBeAnError) {
  const Finding finding = to_finding(Error{ErrorKind::kInvalid, "not closed", "close it"}, "expression-syntax");
  EXPECT_EQ(finding.severity, Severity::kError);
  EXPECT_EQ(render(to_error(finding), finding.severity), "error: not closed [expression-syntax]\nhint: close it\n");
}

}  // namespace
}  // namespace ropewalk::diag
