#include "scan/policy/make_finding.h"
#include "scan/policy/rules/rule.h"

namespace ropewalk::scan::policy {

void Judgement::tell(std::string_view rule, std::string_view check, Severity severity, Location place,
                     std::string message, std::string hint, std::string subject) {
  report.findings.push_back(make_finding({.rule = rule,
                                          .severity = severity,
                                          .message = std::move(message),
                                          .hint = std::move(hint),
                                          .place = std::move(place),
                                          .subject = std::move(subject)}));
  if (!check.empty()) {
    report.findings.back().details.emplace_back("check", json_text(check));
  }
}

}  // namespace ropewalk::scan::policy
