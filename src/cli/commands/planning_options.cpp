#include "cli/commands/planning_options.h"

#include <fmt/format.h>

#include <utility>

namespace ropewalk::cli {
namespace {

/// `KEY=VALUE`, or `KEY:VALUE` as act writes it: what comes first parts them.
Result<app::NamedTexts> matrix_values(const Arguments& arguments) {
  app::NamedTexts values;
  for (const std::string& text : arguments.values(kMatrixOption.name)) {
    const std::size_t at = text.find_first_of("=:");
    if (at == std::string::npos || at == 0) {
      return fail(ErrorKind::kUsage, fmt::format("{} {}: expected {}", kMatrixOption.name, text, kMatrixOption.value));
    }
    values.emplace_back(text.substr(0, at), text.substr(at + 1));
  }
  return values;
}

}  // namespace

Result<app::PlanningRequest> planning_request(const Arguments& arguments) {
  app::PlanningRequest request;
  request.workflows = arguments.operands();
  request.event.name = arguments.value(kEventOption.name).value_or(request.event.name);
  request.is_event_named = arguments.has(kEventOption.name) || arguments.has(kPayloadOption.name);
  request.payload_file = arguments.value(kPayloadOption.name);
  request.jobs = arguments.values(kJobOption.name);
  for (const std::string& job : request.jobs) {
    if (!job.empty() && job.find_first_not_of("0123456789") == std::string::npos) {
      return fail(ErrorKind::kUsage, fmt::format("--job {}: a job id is not a number", job),
                  fmt::format("how many jobs run at the same time is --jobs {}", job));
    }
  }
  auto legs = matrix_values(arguments);
  if (!legs) {
    return fail(std::move(legs.error()));
  }
  request.legs = std::move(*legs);
  request.doubles_file = arguments.value(kDoublesOption.name);
  auto overrides = arguments.pairs(kSetOption.name, kSetOption.value);
  if (!overrides) {
    return fail(std::move(overrides.error()));
  }
  request.event.overrides = std::move(*overrides);
  auto inputs = arguments.pairs(kInputOption.name);
  if (!inputs) {
    return fail(std::move(inputs.error()));
  }
  request.event.inputs = std::move(*inputs);
  auto variables = arguments.pairs(kVariableOption.name);
  if (!variables) {
    return fail(std::move(variables.error()));
  }
  request.variables = std::move(*variables);
  return request;
}

}  // namespace ropewalk::cli
