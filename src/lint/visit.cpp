#include "lint/visit.h"

#include <array>

namespace ropewalk::lint {
namespace {

using workflow::Job;
using workflow::Step;
using workflow::Token;

class Visitor {
 public:
  Visitor(const Job& job, const std::function<void(const JobExpression&)>& visit) : job_(job), visit_(visit) {}

  void job() {
    condition(job_.condition);
    for (const Token* token :
         std::array{job_.name, job_.continue_on_error, job_.timeout_minutes, job_.cancel_timeout_minutes,
                    job_.concurrency, job_.env, job_.environment, job_.defaults, job_.runs_on, job_.container,
                    job_.services, job_.outputs, job_.strategy, job_.with, job_.secrets}) {
      value(token);
    }
    steps(job_.steps);
  }

 private:
  void steps(const std::vector<Step>& all) {
    for (const Step& step : all) {
      step_ = &step;
      condition(step.condition);
      for (const Token* token : std::array{step.name, step.continue_on_error, step.timeout_minutes, step.env, step.run,
                                           step.shell, step.working_directory, step.with}) {
        value(token);
      }
      steps(step.parallel);
    }
    step_ = nullptr;
  }

  void condition(const std::optional<workflow::Condition>& condition) {
    if (condition && !condition->written.empty()) {
      visit_({job_, step_, condition->expression, condition->span});
    }
  }

  void value(const Token* token) {
    if (token != nullptr) {
      value(*token);
    }
  }

  void value(const Token& token) {
    if (token.kind == Token::Kind::kExpression) {
      visit_({job_, step_, *token.expression, token.span});
    }
    for (const Token& item : token.items) {
      value(item);
    }
    for (const workflow::Member& member : token.members) {
      value(member.key);
      value(member.value);
    }
  }

  const Job& job_;
  const std::function<void(const JobExpression&)>& visit_;
  const Step* step_ = nullptr;
};

}  // namespace

void for_each_expression(const Job& job, const std::function<void(const JobExpression&)>& visit) {
  Visitor(job, visit).job();
}

SourceRef place_of(const SourceFilePtr& file, const JobExpression& where, const expr::Node& part) {
  const std::string_view words =
      std::string_view(where.expression.text()).substr(part.span.begin, part.span.end - part.span.begin);
  const std::string_view source = file->text().substr(where.span.begin, where.span.end - where.span.begin);
  const std::size_t found = words.empty() ? std::string_view::npos : source.find(words);
  if (found == std::string_view::npos) {
    return {file, where.span};
  }
  const auto begin = static_cast<std::uint32_t>(where.span.begin + found);
  return {file, {begin, begin + static_cast<std::uint32_t>(words.size())}};
}

}  // namespace ropewalk::lint
