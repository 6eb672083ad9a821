#include "store/audit/audit_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace ropewalk::store {
namespace {

class AuditFileTest : public ::testing::Test {
 protected:
  AuditFileTest() { EXPECT_NE(::mkdtemp(folder_.data()), nullptr); }
  ~AuditFileTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string text() const {
    std::ifstream in(file());
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  [[nodiscard]] std::string file() const { return folder_ + "/audit.log"; }

  deploy::AuditHead add(const std::string& what) {
    const auto head = make_audit_file(folder_)->extend(
        [&](const json::object*) { return Result<std::vector<json::object>>({json::object{{"what", what}}}); });
    EXPECT_TRUE(head);
    return *head;
  }

  std::string folder_ = "/tmp/ropewalk-audit-XXXXXX";
};

TEST_F(AuditFileTest, GrowsByLinesThatFollowEachOther) {
  add("a");
  const deploy::AuditHead head = add("b");
  EXPECT_EQ(head.count, 2);
  EXPECT_FALSE(deploy::verify_audit(text(), head.hash).problem);
}

TEST_F(AuditFileTest, ALineThatWasWrittenInPartGoes) {
  add("a");
  const std::string whole = text();
  std::filesystem::copy_file(folder_ + "/audit.head", folder_ + "/before");
  add("b");
  std::filesystem::resize_file(file(), whole.size() + 20);
  std::filesystem::rename(folder_ + "/before", folder_ + "/audit.head");
  EXPECT_TRUE(deploy::verify_audit(text(), std::nullopt).problem);
  const deploy::AuditHead head = add("b");
  EXPECT_EQ(head.count, 2);
  EXPECT_FALSE(deploy::verify_audit(text(), head.hash).problem);
}

TEST_F(AuditFileTest, ALogThatLostItsEndDoesNotVerifyOnceItGoesOn) {
  add("a");
  const std::string first = text();
  add("b");
  std::filesystem::resize_file(file(), first.size());
  add("b");
  const deploy::AuditVerdict verdict = deploy::verify_audit(text(), std::nullopt);
  ASSERT_TRUE(verdict.problem);
  EXPECT_EQ(verdict.problem->line, 2);
}

TEST_F(AuditFileTest, AnOlderHeadBesideItIsThatOfAKilledWriter) {
  add("a");
  std::filesystem::copy_file(folder_ + "/audit.head", folder_ + "/older");
  add("b");
  std::filesystem::rename(folder_ + "/older", folder_ + "/audit.head");
  add("c");
  EXPECT_FALSE(deploy::verify_audit(text(), std::nullopt).problem);
}

TEST_F(AuditFileTest, WritersAtTheSameTimeMakeOneChain) {
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int line = 0; line < 25; ++line) {
          add("x");
        }
      });
    }
  }
  const deploy::AuditVerdict verdict = deploy::verify_audit(text(), std::nullopt);
  EXPECT_FALSE(verdict.problem);
  EXPECT_EQ(verdict.head.count, 100);
}

TEST_F(AuditFileTest, NothingIsAddedToALogWhoseEndIsNoLine) {
  std::ofstream(file()) << "something else\n";
  EXPECT_FALSE(make_audit_file(folder_)->extend(
      [](const json::object*) { return Result<std::vector<json::object>>({json::object{}}); }));
}

}  // namespace
}  // namespace ropewalk::store
