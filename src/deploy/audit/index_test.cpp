#include "deploy/audit/index.h"

#include <gtest/gtest.h>

#include "deploy/audit/log.h"
#include "deploy/testing/memory_store.h"

namespace ropewalk::deploy {
namespace {

/// A log in memory.
class MemoryLog final : public AuditLog {
 public:
  std::string text;

  Result<AuditHead> extend(const NextFacts& next) override {
    const auto facts = next(last_ ? &*last_ : nullptr);
    for (const json::object& one : *facts) {
      const std::string line = audit_line(head_, one);
      head_ = head_after(head_, line);
      last_ = one;
      text += line;
    }
    return head_;
  }

 private:
  AuditHead head_;
  std::optional<json::object> last_;
};

class AuditIndex : public ::testing::Test {
 protected:
  AuditIndex() {
    EXPECT_TRUE(store_.add({.version = "v1", .by = "ada"}, {.kind = EventKind::kRequested, .text = "asked"}));
    one_ = *store_.deployment(1).value();
    one_.outcome = Outcome::kSucceeded;
    EXPECT_TRUE(store_.append({.number = 1, .kind = EventKind::kEnded, .text = "ended"}, &one_));
    EXPECT_TRUE(audit_journal(store_, log_));
  }

  [[nodiscard]] std::string problem(std::string_view log) const {
    const auto compared = compare_index(log, store_);
    return compared && *compared ? (*compared)->message : "";
  }
  /// The log without its last lines.
  [[nodiscard]] std::string without(int lines) const {
    std::string text = log_.text;
    for (int i = 0; i < lines; ++i) {
      text.resize(text.rfind('\n', text.size() - 2) + 1);
    }
    return text;
  }

  MemoryStore store_;
  MemoryLog log_;
  Deployment one_;
};

TEST_F(AuditIndex, AgreesWithItsLog) { EXPECT_EQ(problem(log_.text), ""); }

TEST_F(AuditIndex, ADeploymentThatTheIndexTellsOtherwiseIsFound) {
  one_.by = "mallory";
  // As who edits the database writes it: without an event.
  MemoryStore edited;
  EXPECT_TRUE(edited.add(one_, {.kind = EventKind::kRequested, .text = "asked"}));
  EXPECT_TRUE(edited.append({.number = 1, .kind = EventKind::kEnded, .text = "ended"}, &one_));
  const auto compared = compare_index(log_.text, edited);
  ASSERT_TRUE(compared && *compared);
  EXPECT_EQ((*compared)->line, 2);
  EXPECT_NE((*compared)->message.find("\"ada\" here and \"mallory\" in the index"), std::string::npos);
}

TEST_F(AuditIndex, ALogThatIsShorterThanItsIndexWasCutOff) {
  EXPECT_TRUE(store_.append({.number = 1, .kind = EventKind::kFound, .text = "later"}, nullptr));
  EXPECT_EQ(problem(log_.text), "");  // of a command that is at work
  EXPECT_TRUE(store_.append({.number = 1, .kind = EventKind::kFound, .text = "later"}, nullptr));
  EXPECT_NE(problem(log_.text).find("lacks 2 events of the journal, from 3 on"), std::string::npos);
}

TEST_F(AuditIndex, EventsThatAreGoneFromTheIndexAreFound) {
  const MemoryStore empty;
  const auto compared = compare_index(log_.text, empty);
  ASSERT_TRUE(compared && *compared);
  EXPECT_EQ((*compared)->line, 1);
}

}  // namespace
}  // namespace ropewalk::deploy
