// Requests and responses of `parse --json`.
#include "app/protocol/parse_requests.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace ropewalk::app {
namespace {

constexpr const char* kMinimal = "on: push\njobs: {a: {runs-on: x}}\n";

/// The `template` of the answer.
std::string answer(const json::object& request) {
  const auto response = answer_parse_request(to_json_text(request));
  if (!response) {
    return "error: " + response.error().message;
  }
  return to_json_text(parse_json(*response, "response")->at("template"));
}

TEST(ParseRequests, AnswersWithTheSameId) {
  const auto response = answer_parse_request(to_json_text(json::object{{"id", {{"n", 7}}}, {"content", kMinimal}}));
  ASSERT_TRUE(response);
  EXPECT_TRUE(response->starts_with(R"json({"id":{"n":7},"template":)json")) << *response;
}

TEST(ParseRequests, WritesTheWorkflow) {
  EXPECT_EQ(
      answer({{"content", "on: push\nenv: {A: '${{ vars.x }}'}\njobs: {a: {runs-on: x, steps: [{run: b}]}}\n"}}),
      R"json({"env":{"type":2,"map":[{"Key":"A","Value":{"type":3,"expr":"vars.x"}}]},"jobs":[{"type":"job","id":"a",)json"
      R"json("name":"a","if":{"type":3,"expr":"success()"},"runs-on":"x","steps":[{"id":"__run",)json"
      R"json("if":{"type":3,"expr":"success()"},"run":"b"}]}]})json");
}

TEST(ParseRequests, TellsSourcesWhenAsked) {
  EXPECT_EQ(
      answer({{"content", kMinimal}, {"path", "w.yml"}, {"options", {{"includeSource", true}}}}),
      R"json({"jobs":[{"type":"job","id":{"type":0,"file":1,"line":2,"col":8,"lit":"a"},"name":{"type":0,"file":1,)json"
      R"json("line":2,"col":8,"lit":"a"},"if":{"type":3,"expr":"success()"},"runs-on":{"type":0,"file":1,"line":2,)json"
      R"json("col":21,"lit":"x"}}],"file-table":["w.yml"]})json");
}

TEST(ParseRequests, WritesNumbersThatJsonCannot) {
  EXPECT_NE(
      answer({{"content", "on: push\njobs: {a: {runs-on: x, strategy: {matrix: {v: [.inf, -1.5, null, true]}}}}\n"}})
          .find(R"json(["Infinity",-1.5,null,true])json"),
      std::string::npos);
}

TEST(ParseRequests, TellsEventsOrInputTypes) {
  const std::string text =
      "on: {workflow_dispatch: {inputs: {a: {type: boolean, default: false}}}, schedule: [{cron: '0 0 * * *'}]}\njobs: "
      "{a: {runs-on: x}}\n";
  EXPECT_TRUE(answer({{"content", text}}).starts_with(R"json({"input-types":{"a":"boolean"})json"));
  EXPECT_TRUE(
      answer({{"content", text}, {"options", {{"emitEvents", true}}}})
          .starts_with(R"json({"events":{"workflow_dispatch":{"inputs":{"a":{"type":"boolean","default":false}}},)json"
                       R"json("schedule":[{"cron":"0 0 * * *"}]})json"));
}

TEST(ParseRequests, WritesAtMostTenErrors) {
  std::string text = "on: push\njobs: {a: {runs-on: x}}\n";
  for (int number = 0; number < 20; ++number) {
    text += "x" + std::to_string(number) + ": 1\n";
  }
  const std::string errors = answer({{"content", text}, {"path", "w.yml"}});
  EXPECT_TRUE(errors.starts_with(R"json({"errors":[{"Message":"w.yml (Line: 3, Col: 1): Unexpected value 'x0'"},)json"))
      << errors;
  EXPECT_NE(errors.find("'x9'"), std::string::npos);
  EXPECT_EQ(errors.find("'x10'"), std::string::npos);
}

TEST(ParseRequests, LoadsCalledWorkflowsFromTheRequest) {
  const json::object request{{"content", "on: push\njobs: {a: {uses: o/r/w.yml@v1}}\n"},
                             {"workflows", {{"o/r/w.yml@v1", "on: workflow_call\njobs: {b: {runs-on: x}}\n"}}}};
  EXPECT_NE(answer(request).find(R"json("jobs":[{"type":"job","id":"b")json"), std::string::npos);
  json::object skipping = request;
  skipping["options"] = {{"skipReusable", true}};
  EXPECT_NE(answer(skipping).find(R"json("jobs":[])json"), std::string::npos);
}

TEST(ParseRequests, OptionsAreLimits) {
  EXPECT_EQ(answer({{"content", kMinimal}, {"options", {{"maxDepth", 2}}}}),
            R"json({"errors":[{"Message":"workflow.yml: Maximum object depth exceeded"}]})json");
  EXPECT_EQ(
      answer({{"content", kMinimal}, {"options", {{"maxFileSize", 5}}}}),
      R"json({"errors":[{"Message":"workflow.yml: The maximum file size of 5 characters has been exceeded"}]})json");
  EXPECT_EQ(answer({{"content", kMinimal}, {"options", {{"maxResultSize", 100}}}}),
            R"json({"errors":[{"Message":"workflow.yml: Maximum object size exceeded"}]})json");
}

TEST(ParseRequests, RefusesWhatIsNoRequest) {
  for (const char* line : {"", "[]", "{", "{}", R"json({"content": 1})json"}) {
    const auto response = answer_parse_request(line);
    ASSERT_FALSE(response) << line;
    EXPECT_EQ(response.error().kind, ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace ropewalk::app
