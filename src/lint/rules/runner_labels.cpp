// Labels that are probably misspelt or that GitHub has no runners for any more: such a job waits for ever.
#include <algorithm>

#include "base/strings.h"
#include "expr/node.h"
#include "lint/rules.h"
#include "plan/runner_labels.h"

namespace ropewalk::lint {
namespace {

using workflow::Job;
using workflow::Token;

constexpr std::string_view kCode = "unknown-runner-label";

class Check {
 public:
  Check(const Job& job, const SourceFilePtr& file, Findings& findings) : job_(job), file_(file), findings_(findings) {}

  void labels(const Token& token) {
    switch (token.kind) {
      case Token::Kind::kString: label(token); return;
      case Token::Kind::kExpression: of_matrix(*token.expression); return;
      case Token::Kind::kSequence:
        if (std::ranges::none_of(token.items, is_self_hosted)) {
          std::ranges::for_each(token.items, [&](const Token& item) { labels(item); });
        }
        return;
      case Token::Kind::kMapping:
        if (const Token* inner = token.find("labels"); inner != nullptr && token.find("group") == nullptr) {
          labels(*inner);
        }
        return;
      case Token::Kind::kInsert:
      case Token::Kind::kBoolean:
      case Token::Kind::kNumber:
      case Token::Kind::kNull: return;
    }
  }

 private:
  /// The other labels are the owner's then, whatever GitHub calls so.
  static bool is_self_hosted(const Token& token) {
    return token.kind == Token::Kind::kString && equals_ignoring_case(token.text, "self-hosted");
  }

  void label(const Token& token) {
    if (std::string trouble = plan::runner_label_trouble(token.text); !trouble.empty()) {
      findings_.push_back({.code = kCode, .message = std::move(trouble), .place = {file_, token.span}});
    }
  }

  /// `${{ matrix.os }}`: the values of that vector and of `include`, as far as they are written out.
  void of_matrix(const expr::Expression& expression) {
    const expr::Node& root = expression.root();
    const Token* matrix = job_.strategy == nullptr ? nullptr : job_.strategy->find("matrix");
    if (matrix == nullptr || root.kind != expr::NodeKind::kIndex || root.child(0).kind != expr::NodeKind::kNamedValue ||
        root.child(1).kind != expr::NodeKind::kLiteral || root.child(1).literal.kind() != expr::Kind::kString) {
      return;
    }
    const std::string_view name = root.child(1).literal.text();
    if (const Token* values = matrix->find(name)) {
      texts(*values);
    }
    if (const Token* include = matrix->find("include")) {
      for (const Token& entry : include->items) {
        if (const Token* value = entry.find(name)) {
          texts(*value);
        }
      }
    }
  }

  void texts(const Token& token) {
    if (token.kind == Token::Kind::kString) {
      label(token);
    }
    for (const Token& item : token.items) {
      texts(item);
    }
  }

  const Job& job_;
  const SourceFilePtr& file_;
  Findings& findings_;
};

void check(const WorkflowSubject& subject, Findings& findings) {
  const workflow::Workflow& workflow = subject.workflow;
  for (const Job& job : workflow.jobs) {
    if (job.runs_on != nullptr) {
      Check(job, workflow.file, findings).labels(*job.runs_on);
    }
  }
}

}  // namespace

Rule runner_labels() {
  return {.code = kCode,
          .summary = "A job asks for a runner that probably does not exist.",
          .why = "GitHub waits for a runner with all of the labels for a day, and then fails the job.",
          .fix = "Correct the label. If it is one of your own runners, nothing is wrong: the job is only not run here.",
          .check = check};
}

}  // namespace ropewalk::lint
