// Fuzzes the matrix: whatever JSON it is made of, there is an error, or at most 256 legs with labels and ids of their
// own.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>

#include "base/strings.h"
#include "expr/object_scope.h"
#include "plan/plan.h"
#include "plan/strategy.h"
#include "workflow/reader.h"

namespace {

using ropewalk::expr::Object;
using ropewalk::expr::Value;

void require(bool claim) {
  if (!claim) {
    std::abort();
  }
}

/// A job whose whole matrix is a JSON text.
const ropewalk::workflow::Workflow& workflow() {
  static const auto kWorkflow =
      ropewalk::workflow::read_workflow(
          std::make_shared<const ropewalk::SourceFile>("fuzz.yml",
                                                       "on: push\njobs:\n  a:\n    name: ${{ matrix.a }}\n    "
                                                       "strategy:\n      matrix: ${{ fromJSON(github.m) }}\n"
                                                       "    runs-on: x\n    steps:\n      - run: x\n"))
          .workflow;
  return *kWorkflow;
}

void check(const ropewalk::plan::Strategy& strategy) {
  require(!strategy.legs.empty() && strategy.legs.size() <= ropewalk::plan::kMaxLegs);
  std::set<std::string> labels;
  std::set<std::string, ropewalk::LessIgnoringCase> ids;
  for (const ropewalk::plan::Leg& leg : strategy.legs) {
    require(labels.insert(leg.label).second);
    require(ids.insert(leg.id).second && !leg.id.empty());
    require(!strategy.has_matrix || leg.id.size() <= 25);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Object github;
  github.set("m", std::string(reinterpret_cast<const char*>(data), size));
  Object contexts;
  contexts.set("github", Value(std::move(github)));
  const ropewalk::expr::ObjectScope scope(contexts);
  const auto& job = workflow().jobs.front();
  const auto strategy = ropewalk::plan::expand_strategy(job, workflow().file, scope);
  if (!strategy) {
    require(!strategy.error().message.empty());
    return 0;
  }
  check(*strategy);
  return 0;
}
