#include "image/sign/statement.h"

#include <algorithm>

#include "base/strings.h"
#include "image/reference.h"

namespace ropewalk::image {
namespace {

constexpr std::string_view kOlderType = "https://in-toto.io/Statement/v0.1";
constexpr std::string_view kAlgorithm = "sha256:";

}  // namespace

bool Statement::is_about(std::string_view digest) const {
  return std::any_of(subjects.begin(), subjects.end(), [&](const auto& subject) { return subject.second == digest; });
}

std::string to_json(const Statement& statement) {
  json::array subjects;
  for (const auto& [name, digest] : statement.subjects) {
    subjects.push_back(
        json::object{{"name", name}, {"digest", {{"sha256", std::string_view(digest).substr(kAlgorithm.size())}}}});
  }
  return to_json_text(json::object{{"_type", kStatementType},
                                   {"subject", std::move(subjects)},
                                   {"predicateType", statement.predicate_type},
                                   {"predicate", statement.predicate}});
}

Result<Statement> read_statement(std::string_view text) {
  const auto wrong = [] { return fail(ErrorKind::kInvalid, "it is not an in-toto statement"); };
  const auto parsed = parse_json(text, "statement");
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) {
    return wrong();
  }
  const std::string_view type = string_member(*object, "_type");
  const json::value* subjects = object->if_contains("subject");
  const json::value* predicate = object->if_contains("predicate");
  if ((type != kStatementType && type != kOlderType) || subjects == nullptr || !subjects->is_array() ||
      predicate == nullptr || !predicate->is_object()) {
    return wrong();
  }
  Statement statement{.subjects = {},
                      .predicate_type = std::string(string_member(*object, "predicateType")),
                      .predicate = predicate->get_object()};
  for (const json::value& entry : subjects->get_array()) {
    const json::object* subject = entry.if_object();
    const json::value* digests = subject == nullptr ? nullptr : subject->if_contains("digest");
    if (digests == nullptr || !digests->is_object()) {
      return wrong();
    }
    std::string digest = std::string(kAlgorithm) + std::string(string_member(digests->get_object(), "sha256"));
    if (is_digest(digest)) {
      statement.subjects.emplace_back(string_member(*subject, "name"), std::move(digest));
    }
  }
  return statement;
}

}  // namespace ropewalk::image
