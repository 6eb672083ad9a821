// `ropewalk expr`: answers what a `${{ }}` expression gives, to a person or to a program.
#include "expr/value.h"

#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "expr/json_value.h"
#include "expr/request.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
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

With --json and without EXPR each line of standard input is a request
  {"id": 1, "expr": "a == 'b'", "contexts": {"a": "B"}}
and gets one line
  {"id": 1, "ok": true, "kind": "Boolean", "value": true}
  {"id": 1, "ok": false, "phase": "lexing|parsing|evaluation", "message": "…"}
)text";

constexpr std::string_view kExamples = R"text(
ropewalk expr "startsWith(github.ref, 'refs/tags/')" --context github.ref=refs/tags/v1
  ropewalk expr 'matrix.python == 3.10' --context 'matrix={"python": "3.1"}'
  ropewalk expr "format('{0}-{1}', 'a', 1e3)"
  printf '%s\n' '{"id":1,"expr":"1 < 2"}' | ropewalk expr --json
)text";

/// Sets `path` (`github.event.number`) within nested JSON objects. False when a part before the last is no object.
bool set_path(json::object& root, std::string_view path, json::value value) {
  json::object* object = &root;
  const auto parts = split(path, '.');
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    json::value& inner = (*object)[parts[i]];
    if (inner.is_null()) inner = json::object();
    if (!inner.is_object()) return false;
    object = &inner.as_object();
  }
  (*object)[parts.back()] = std::move(value);
  return true;
}

Result<expr::Object> contexts_of(const Arguments& arguments) {
  auto pairs = arguments.pairs("--context");
  if (!pairs) return fail(std::move(pairs.error()));
  json::object root;
  for (const auto& [path, text] : *pairs) {
    auto parsed = parse_json(text, "--context");
    json::value value = parsed ? std::move(*parsed) : json::value(text);
    if (!set_path(root, path, std::move(value))) {
      return fail(ErrorKind::kUsage, fmt::format("--context {}: a part of this path holds a value, no object", path));
    }
  }
  expr::Object contexts;
  for (const auto& member : root) contexts.set(member.key(), expr::to_value(member.value()));
  return contexts;
}

int answer_requests(Outside& outside) {
  const auto input = outside.terminal().read_input();
  if (!input) return report(input.error(), outside);
  std::string answers;
  std::optional<Error> wrong;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(*input)) {
    ++number;
    if (trim(line).empty()) continue;
    auto answer = expr::answer_request(line);
    if (!answer) {
      wrong = std::move(answer.error());
      wrong->message = fmt::format("request {}: {}", number, wrong->message);
      break;
    }
    answers += *answer;
    answers += '\n';
  }
  outside.terminal().write(ports::Stream::kOutput, answers);
  return wrong ? report(*wrong, outside) : kExitSuccess;
}

int run(const Arguments& arguments, Outside& outside) {
  if (arguments.operands().empty()) {
    if (arguments.has("--json")) return answer_requests(outside);
    return report(Error{ErrorKind::kUsage, "expr: EXPR is missing", "see `ropewalk expr --help`", {}}, outside);
  }
  const auto contexts = contexts_of(arguments);
  if (!contexts) return report(contexts.error(), outside);
  const auto value = expr::evaluate_for_person(arguments.operands().front(), *contexts);
  if (!value) return report(value.error(), outside);
  const std::string pretty = to_pretty_json_text(expr::to_json(*value));
  const bool is_truthy = value->is_truthy();
  std::string text;
  if (arguments.has("--json")) {
    const json::object answer = {
        {"kind", expr::name(value->kind())}, {"value", expr::to_json(*value)}, {"truthy", is_truthy}};
    text = to_json_text(answer) + "\n";
  } else {
    const std::string shown = value->kind() == expr::Kind::kNumber ? expr::number_text(value->number()) : pretty;
    text = fmt::format("{}\n{}, {} as a condition\n", trim(shown), expr::name(value->kind()),
                       is_truthy ? "true" : "false");
  }
  outside.terminal().write(ports::Stream::kOutput, text);
  return kExitSuccess;
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
