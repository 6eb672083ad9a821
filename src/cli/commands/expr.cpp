// `ropewalk expr`: answers what a `${{ }}` expression gives, to a person or to a program.
#include <fmt/format.h>

#include <array>

#include "app/place.h"
#include "app/protocol/expression_requests.h"
#include "app/typed_expression.h"
#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "engine/hash_files.h"
#include "expr/json_value.h"
#include "expr/value.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--context",
           .letter = "",
           .value = "NAME=VALUE",
           .help = "What a context holds: JSON, else a string; NAME may be a path such as github.event.number",
           .repeats = true},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Without EXPR: answer requests from standard input, one JSON object a line. With it: print the "
                   "answer as one"},
};

constexpr std::string_view kAbout = R"text(
Says what an expression gives, of which kind it is, and whether it counts as true,
by the rules of GitHub's own evaluator. The ${{ }} around it may be left out.
hashFiles reads the files of the repository. The status functions answer by
job.status or the results of needs; without both nothing has failed. (Requests
have neither: they know the language's own functions and the contexts they name.)

With --json and without EXPR each line of standard input is a request
  {"id": 1, "expr": "a == 'b'", "contexts": {"a": "B"}}
and gets one line
  {"id": 1, "ok": true, "kind": "Boolean", "value": true}
  {"id": 1, "ok": false, "phase": "lexing|parsing|evaluation", "message": "…"}
(schemas/expr.schema.json). An EXPR that begins with a dash stands behind --.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk expr "startsWith(github.ref, 'refs/tags/')" --context github.ref=refs/tags/v1
  ropewalk expr 'matrix.python == 3.10' --context 'matrix={"python": "3.1"}'
  ropewalk expr "failure() && 'sad' || 'glad'" --context job.status=failure
  ropewalk expr "hashFiles('**/requirements*.txt')"
  printf '%s\n' '{"id":1,"expr":"1 < 2"}' | ropewalk expr --json
)text";

/// Sets `path` (`github.event.number`) within nested JSON objects. False when a part before the last is no object.
bool set_path(json::object& root, std::string_view path, json::value value) {
  json::object* object = &root;
  const auto parts = split(path, '.');
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    json::value& inner = (*object)[parts[i]];
    if (inner.is_null()) {
      inner = json::object();
    }
    if (!inner.is_object()) {
      return false;
    }
    object = &inner.as_object();
  }
  (*object)[parts.back()] = std::move(value);
  return true;
}

Result<expr::Object> contexts_of(const Arguments& arguments) {
  auto pairs = arguments.pairs("--context");
  if (!pairs) {
    return fail(std::move(pairs.error()));
  }
  json::object root;
  for (const auto& [path, text] : *pairs) {
    auto parsed = parse_json(text, "--context");
    json::value value = parsed ? std::move(*parsed) : json::value(text);
    if (!set_path(root, path, std::move(value))) {
      return fail(ErrorKind::kUsage,
                  fmt::format("--context {}: a part of this path holds a value, not an object", path));
    }
  }
  expr::Object contexts;
  for (const auto& member : root) {
    contexts.set(member.key(), expr::to_value(member.value()));
  }
  return contexts;
}

/// hashFiles of the folder that the command works on.
tl::expected<std::string, std::string> hash_files(const Arguments& arguments, Outside& outside,
                                                  const std::vector<std::string>& patterns);

int answer_requests(const Arguments& arguments, Outside& outside) {
  const auto input = outside.screen().read_input();
  if (!input) {
    return report(input.error(), outside);
  }
  std::string answers;
  int code = kExitSuccess;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(*input)) {
    ++number;
    if (trim(line).empty()) {
      continue;
    }
    auto answer = app::answer_expression_request(
        line, [&](const std::vector<std::string>& patterns) { return hash_files(arguments, outside, patterns); });
    if (!answer) {
      Error wrong = std::move(answer.error());
      wrong.message = fmt::format("request {}: {}", number, wrong.message);
      code = stronger(code, report(wrong, outside));
      continue;  // the lines behind it are requests of their own
    }
    answers += *answer;
    answers += '\n';
  }
  outside.screen().print(answers);
  return code;
}

tl::expected<std::string, std::string> hash_files(const Arguments& arguments, Outside& outside,
                                                  const std::vector<std::string>& patterns) {
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return tl::unexpected(place.error().message);
  }
  auto digest = engine::hash_files(outside.files(), place->top, outside.environment().home(), patterns,
                                   outside.signals().interrupted());
  if (!digest) {
    return tl::unexpected(std::move(digest.error().message));
  }
  return *std::move(digest);
}

std::string json_answer(const tl::expected<expr::Value, expr::ExpressionError>& value) {
  json::object answer;
  app::add_outcome(answer, value);
  if (value) {
    answer["truthy"] = value->is_truthy();
  }
  return to_json_text(answer) + "\n";
}

int answer_typed(const Arguments& arguments, Outside& outside) {
  auto contexts = contexts_of(arguments);
  if (!contexts) {
    return report(contexts.error(), outside);
  }
  const app::TypedExpression typed{
      .text = std::string(arguments.operands().front()),
      .contexts = *std::move(contexts),
      .hash_files = [&](const std::vector<std::string>& patterns) { return hash_files(arguments, outside, patterns); }};
  const auto value = app::evaluate_typed(typed);
  if (arguments.has("--json")) {
    outside.screen().print(json_answer(value));
    return value ? kExitSuccess : kExitFailure;
  }
  if (!value) {
    return report(app::error_of_typed(value.error(), typed), outside);
  }
  outside.screen().print(fmt::format("{}\n{}, {} as a condition\n", app::typed_text(*value), expr::name(value->kind()),
                                     value->is_truthy()));
  return kExitSuccess;
}

int run(const Arguments& arguments, Outside& outside) {
  if (!arguments.operands().empty()) {
    return answer_typed(arguments, outside);
  }
  if (arguments.has("--json")) {
    return answer_requests(arguments, outside);
  }
  return report(Error{ErrorKind::kUsage, "expr: EXPR is missing", "see `ropewalk expr --help`", {}}, outside);
}

}  // namespace

const Command& expr_command() {
  static constexpr Command kCommand{
      .name = "expr",
      .summary = "Evaluate an expression as GitHub would",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "[EXPR]", .help = "The text between ${{ and }}", .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
