#include <gtest/gtest.h>

#include <string>

#include "deploy/audit/chain.h"
#include "deploy/audit/kept_head.h"

namespace ropewalk::deploy {
namespace {

/// A log of at least so many bytes.
std::string make_log(std::size_t size, AuditHead& head) {
  std::string text;
  for (int at = 0; text.size() < size; ++at) {
    const std::string line = audit_line(
        head, {{"time", "2026-01-02T03:04:05.000Z"}, {"what", "deployment requested"}, {"by", "user:a"}, {"at", at}});
    head = head_after(head, line);
    text += line;
  }
  return text;
}

TEST(AuditChain, AWholeLogIsRight) {
  AuditHead head;
  const std::string text = make_log(1000, head);
  const AuditVerdict verdict = verify_audit(text, head.hash);
  EXPECT_FALSE(verdict.problem);
  EXPECT_EQ(verdict.head.hash, head.hash);
  EXPECT_EQ(verdict.head.count, head.count);
  EXPECT_FALSE(verify_audit("", std::nullopt).problem);
}

TEST(AuditChain, AHeadOfBeforeIsStillInTheLog) {
  AuditHead head;
  std::string text = make_log(1000, head);
  const std::string before = head.hash;
  text += audit_line(head, {{"what", "more"}});
  EXPECT_FALSE(verify_audit(text, before).problem);
}

TEST(AuditChain, ACutOffEndIsFoundByTheHead) {
  AuditHead head;
  const std::string text = make_log(2000, head);
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_TRUE(verify_audit(std::string_view(text).substr(0, size), head.hash).problem) << size;
  }
}

TEST(AuditChain, ALogThatWasExtendedAfterItsEndWasLostSaysSo) {
  AuditHead head;
  std::string text = make_log(600, head);
  text += audit_line(head, {{"what", "more"}, {kGapFact, 99}});
  const AuditVerdict verdict = verify_audit(text, std::nullopt);
  ASSERT_TRUE(verdict.problem);
  EXPECT_EQ(verdict.problem->line, head.count + 1);
  EXPECT_NE(verdict.problem->message.find("99 lines"), std::string::npos);
}

TEST(AuditChain, EveryFlippedBitOfASmallLogIsFound) {
  AuditHead head;
  std::string text = make_log(600, head);
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      const char before = text[at];
      text[at] = static_cast<char>(before ^ (1 << bit));
      EXPECT_TRUE(verify_audit(text, std::nullopt).problem) << at << " " << bit;
      text[at] = before;
    }
  }
}

/// What the verification does with a whole log, done for each byte from the line that it is in: those before it are as
/// they were.
TEST(AuditChain, EveryFlippedByteOfAMegabyteIsFound) {
  AuditHead head;
  std::string text = make_log(1 << 20U, head);
  AuditReader reader;
  std::size_t found = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    const AuditReader before = reader;
    ASSERT_TRUE(reader.take(std::string_view(text).substr(start, end - start)));
    for (std::size_t at = start; at <= end; ++at) {
      const char was = text[at];
      text[at] = static_cast<char>(was ^ (1 << (at % 8)));
      std::string_view rest(text);
      rest.remove_prefix(start);
      AuditReader again = before;
      const std::size_t next = rest.find('\n');
      found += next == std::string_view::npos || !again.take(rest.substr(0, next)) ? 1U : 0U;
      text[at] = was;
    }
    start = end + 1;
  }
  EXPECT_EQ(found, text.size());
}

TEST(AuditChain, LinesCannotChangePlacesOrGo) {
  AuditHead head;
  const std::string a = audit_line(head, {{"what", "a"}});
  head = head_after(head, a);
  const std::string b = audit_line(head, {{"what", "b"}});
  EXPECT_FALSE(verify_audit(a + b, std::nullopt).problem);
  EXPECT_TRUE(verify_audit(b + a, std::nullopt).problem);
  EXPECT_TRUE(verify_audit(b, std::nullopt).problem);
  EXPECT_TRUE(verify_audit(a + a, std::nullopt).problem);
  EXPECT_TRUE(verify_audit(a + "\n" + b, std::nullopt).problem);
}

}  // namespace
}  // namespace ropewalk::deploy
