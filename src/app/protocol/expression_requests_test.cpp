#include "app/protocol/expression_requests.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace ropewalk::app {
namespace {

TEST(ExpressionRequests, AnswersWithKindAndValue) {
  EXPECT_EQ(answer_expression_request(R"({"id": 7, "expr": "a.b", "contexts": {"a": {"b": [1, "x", null]}}})").value(),
            R"({"id":7,"ok":true,"kind":"Array","value":[1,"x",null]})");
  EXPECT_EQ(answer_expression_request(R"({"expr": "-Infinity"})").value(),
            R"({"id":null,"ok":true,"kind":"Number","value":"-Infinity"})");
}

TEST(ExpressionRequests, AnswersErrorsWithPhaseAndMessage) {
  EXPECT_EQ(answer_expression_request(R"({"id": "x", "expr": "1 ="})").value(),
            R"({"id":"x","ok":false,"phase":"lexing",)"
            R"("message":"Unexpected symbol: '='. Located at position 3 within expression: 1 ="})");
  const std::string answer = answer_expression_request(R"j({"expr": "format('{')"})j").value();
  EXPECT_EQ(parse_json(answer, "answer").value().at("phase"), "evaluation");
}

TEST(ExpressionRequests, RefusesWhatIsNoRequest) {
  for (const char* line : {"", "{", "[]", "{}", R"({"expr": 1})", R"({"expr": "1", "contexts": []})"}) {
    const auto answer = answer_expression_request(line);
    ASSERT_FALSE(answer) << line;
    EXPECT_EQ(answer.error().kind, ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace ropewalk::app
