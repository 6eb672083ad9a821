// What a job passes to the workflow that it calls.
#include <fmt/format.h>

#include <string_view>

#include "workflow/convert/conversion.h"
#include "workflow/literal.h"
#include "workflow/workflow_set.h"

namespace ropewalk::workflow {
namespace {

bool is_required(const Token& definition) {
  const Token* required = definition.find("required");
  return required != nullptr && required->boolean;
}

/// The definition of an input's type takes literals of that type, and strings any literal.
bool has_type(const Token& value, std::string_view type) {
  if (type == "boolean") {
    return value.kind == Token::Kind::kBoolean;
  }
  if (type == "number") {
    return value.kind == Token::Kind::kNumber;
  }
  return true;
}

class CallCheck {
 public:
  CallCheck(const Job& call, const Workflow& called, ReadState& state) : call_(call), called_(called), state_(state) {}

  void run();

 private:
  void check_inputs(const Token* definitions);
  void check_type(const Token& value, std::string_view type);
  void check_secrets(const Token* definitions);
  void check_undefined(const Token* definitions, const Token* values, std::string_view kind);

  const Job& call_;
  const Workflow& called_;
  ReadState& state_;
};

void CallCheck::run() {
  const Trigger* trigger = called_.find_trigger("workflow_call");
  if (trigger == nullptr) {
    if (called_.triggers.empty()) {
      return;
    }
    Token place;
    place.file = state_.file_index(called_.file);
    place.span = called_.triggers.front().span;
    state_.error_at(place, "workflow_call key is not defined in the referenced workflow.",
                    "Only workflows that say `on: workflow_call` can be called.");
    return;
  }
  const Token* configuration = trigger->configuration;
  check_inputs(configuration == nullptr ? nullptr : find_exactly(*configuration, "inputs"));
  if (!call_.inherits_secrets) {
    check_secrets(configuration == nullptr ? nullptr : find_exactly(*configuration, "secrets"));
  }
}

void CallCheck::check_inputs(const Token* definitions) {
  if (definitions != nullptr) {
    for (const Member& definition : definitions->members) {
      const Token* type = definition.value.find("type");
      const std::string_view type_name = type == nullptr ? "string" : type->text;
      if (const Token* value = definition.value.find("default")) {
        check_type(*value, type_name);
      }
      const Token* given = call_.with == nullptr ? nullptr : call_.with->find(definition.key.text);
      if (given != nullptr) {
        check_type(*given, type_name);
      } else if (is_required(definition.value)) {
        state_.error_at(*call_.uses,
                        fmt::format("Input {} is required, but not provided while calling.", definition.key.text));
      }
    }
  }
  check_undefined(definitions, call_.with, "input");
}

void CallCheck::check_type(const Token& value, std::string_view type) {
  if (!value.is_literal() || has_type(value, type)) {
    return;
  }
  state_.error_at(value, fmt::format("Unexpected value '{}'", literal_text(value)),
                  fmt::format("The input is a {}.", type));
}

void CallCheck::check_secrets(const Token* definitions) {
  if (definitions != nullptr) {
    for (const Member& definition : definitions->members) {
      const bool is_given = call_.secrets != nullptr && call_.secrets->find(definition.key.text) != nullptr;
      if (!is_given && is_required(definition.value)) {
        state_.error_at(*call_.uses,
                        fmt::format("Secret {} is required, but not provided while calling.", definition.key.text));
      }
    }
  }
  check_undefined(definitions, call_.secrets, "secret");
}

void CallCheck::check_undefined(const Token* definitions, const Token* values, std::string_view kind) {
  if (values == nullptr) {
    return;
  }
  std::vector<std::string_view> known;
  if (definitions != nullptr) {
    for (const Member& definition : definitions->members) {
      known.push_back(definition.key.text);
    }
  }
  for (const Member& value : values->members) {
    if (!value.key.is_literal()) {
      continue;
    }
    if (definitions != nullptr && definitions->find(value.key.text) != nullptr) {
      continue;
    }
    state_.error_at(value.value,
                    fmt::format("Invalid {}, {} is not defined in the referenced workflow.", kind, value.key.text),
                    state_.did_you_mean(value.key.text, known));
  }
}

}  // namespace

void check_call(const Job& call, const Workflow& called, ReadState& state) { CallCheck(call, called, state).run(); }

}  // namespace ropewalk::workflow
