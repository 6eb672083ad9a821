// GitHub's messages.
#include "workflow/problems.h"

#include <gtest/gtest.h>

#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

Problem problem(std::string message, std::uint32_t offset = 0) {
  const auto file = file_for_test("name: 😀 x\non: push\n", "w.yml");
  return {.error = {ErrorKind::kInvalid, std::move(message), "", {file, {offset, offset}}}, .reported_offset = offset};
}

TEST(GithubMessage, NamesFileLineAndColumn) {
  EXPECT_EQ(github_message(problem("bad", 15)), "w.yml (Line: 2, Col: 3): bad");
  EXPECT_EQ(github_message(problem("bad", 15).error), "w.yml (Line: 2, Col: 3): bad");
}

TEST(GithubMessage, CountsUtf16Units) {
  EXPECT_EQ(github_message(problem("bad", 11)), "w.yml (Line: 1, Col: 10): bad");
}

TEST(GithubMessage, MayNameTheFileAloneOrNothing) {
  Problem of_file = problem("bad");
  of_file.reach = Reach::kFile;
  EXPECT_EQ(github_message(of_file), "w.yml: bad");
  of_file.reach = Reach::kNothing;
  EXPECT_EQ(github_message(of_file), "bad");
  EXPECT_EQ(github_message(Error{.message = "no place"}), "no place");
}

TEST(GithubMessage, IsCutAfter500Units) {
  const std::string message = github_message(problem(std::string(600, 'x')));
  EXPECT_EQ(message.size(), 505U);
  EXPECT_TRUE(message.ends_with("x[...]"));
  std::string faces;
  for (int count = 0; count < 400; ++count) {
    faces += "😀";
  }
  EXPECT_LE(github_message(problem(faces)).size(), 4 * 250U + 40);
}

TEST(GithubMessage, NamesTheCallerOfACalledWorkflow) {
  Problems problems;
  problems.add(problem("bad", 15));
  const auto caller = file_for_test("jobs:\n  a:\n", "ci.yml");
  problems.set_caller(0, {caller, {8, 9}});
  EXPECT_EQ(github_message(problems.all()[0]),
            "In ci.yml (Line: 2, Col: 3): Error from called workflow w.yml (Line: 2, Col: 3): bad");
}

TEST(Problems, ErrorsInTheCallersOwnFileNeedNoCaller) {
  Problems problems;
  problems.add(problem("bad", 15));
  problems.set_caller(0, problems.all()[0].error.place);
  EXPECT_FALSE(problems.all()[0].caller);
}

TEST(Problems, TheNumberIsBounded) {
  Problems problems;
  for (int count = 0; count < 5000; ++count) {
    problems.add(problem("bad"));
  }
  EXPECT_EQ(problems.size(), 1000U);
}

}  // namespace
}  // namespace ropewalk::workflow
