#include "scan/core/redact.h"

#include <gmock/gmock.h>

namespace ropewalk::scan {
namespace {

/// Knows one word.
std::vector<std::string> secrets_in(std::string_view text) {
  return text.find("hunter2") == std::string_view::npos ? std::vector<std::string>()
                                                        : std::vector<std::string>{"hunter2"};
}

TEST(Redact, MasksWhateverIsToldOfAPlace) {
  Report report;
  report.secrets_in_name = secrets_in;
  Finding finding;
  finding.scanner = "policy";
  finding.message = "hunter2.exe is a binary";
  finding.place.file = "bin/hunter2.exe";
  finding.details = {{"author", "\"hunter2\""}, {"secret_sha256", "\"ab\""}};
  report.findings.push_back(finding);
  report.packages.push_back({"requests", "1", {"hunter2/requirements.txt", 1, 0, 0, 0}, {{"path", "\"hunter2\""}}});
  report.skipped.push_back({{"hunter2", 0, 0, 0, 0}, "link", "to hunter2"});
  report.trouble.push_back({{}, "missing-object", "refs/heads/hunter2 is not here", {{"path", "\"hunter2\""}}});
  report.facts.push_back({"entry", {{"path", "\"a/hunter2\""}}});
  redact_names(report);
  EXPECT_EQ(report.findings.at(0).place.file, "bin/REDACTED.exe");
  EXPECT_EQ(report.findings.at(0).message, "REDACTED.exe is a binary");
  EXPECT_EQ(report.findings.at(0).details.at(0).second, "\"REDACTED\"");
  EXPECT_EQ(report.packages.at(0).place.file, "REDACTED/requirements.txt");
  EXPECT_EQ(report.packages.at(0).details.at(0).second, "\"REDACTED\"");
  EXPECT_EQ(report.skipped.at(0).place.file, "REDACTED");
  EXPECT_EQ(report.skipped.at(0).message, "to REDACTED");
  EXPECT_EQ(report.trouble.at(0).message, "refs/heads/REDACTED is not here");
  EXPECT_EQ(report.trouble.at(0).details.at(0).second, "\"REDACTED\"");
  EXPECT_EQ(report.facts.at(0).fields.at(0).second, "\"a/REDACTED\"");
}

TEST(Redact, AFindingsOwnSecretIsMaskedEverywhere) {
  Report report;
  report.secrets_in_name = [](std::string_view) { return std::vector<std::string>(); };
  Finding finding;
  finding.place.file = "swordfish";
  finding.secret_in_name = "swordfish";
  report.findings.push_back(finding);
  report.skipped.push_back({{"a/swordfish", 0, 0, 0, 0}, "link", ""});
  EXPECT_TRUE(has_secret_names(report, report.secrets_in_name));
  redact_names(report);
  EXPECT_EQ(report.skipped.at(0).place.file, "a/REDACTED");
}

TEST(Redact, NothingToHideIsLeftAsItIs) {
  Report report;
  report.skipped.push_back({{"hunter", 0, 0, 0, 0}, "link", "a link"});
  EXPECT_FALSE(has_secret_names(report, secrets_in));
  redact_names(report);
  EXPECT_EQ(report.skipped.at(0).place.file, "hunter");
}

}  // namespace
}  // namespace ropewalk::scan
