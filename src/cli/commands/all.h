// The list of commands, in the order of the help. A new command is one line here and a file that defines
// `const Command& NAME_command()`.
#pragma once

#include "cli/command.h"

// clang-format off
#define ROPEWALK_COMMANDS(X) \
  X(init)                    \
  X(run)                     \
  X(plan)                    \
  X(parse)                   \
  X(expr)                    \
  X(lock)                    \
  X(runs)                    \
  X(show)                    \
  X(logs)                    \
  X(artifacts)               \
  X(report)                  \
  X(scan)                    \
  X(explain)                 \
  X(db)                      \
  X(cvss)                    \
  X(versions)                \
  X(image)                   \
  X(keys)                    \
  X(release)                 \
  X(perf)                    \
  X(deploy)                  \
  X(rollback)                \
  X(promote)                 \
  X(undeploy)                \
  X(status)                  \
  X(history)                 \
  X(approve)                 \
  X(reject)                  \
  X(unlock)                  \
  X(doctor)                  \
  X(audit)                   \
  X(notify)                  \
  X(metrics)                 \
  X(trace)                   \
  X(dora)                    \
  X(clean)                   \
  X(completions)             \
  X(version)                 \
  X(keep_environment)        \
  X(at_host)                 \
  X(complete)
// clang-format on

namespace ropewalk::cli {

#define ROPEWALK_DECLARE(name) [[nodiscard]] const Command& name##_command();
ROPEWALK_COMMANDS(ROPEWALK_DECLARE)
#undef ROPEWALK_DECLARE

}  // namespace ropewalk::cli
