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
  X(image)                   \
  X(keys)                    \
  X(scan)                    \
  X(explain)                 \
  X(db)                      \
  X(cvss)                    \
  X(versions)                \
  X(keys)                    \
  X(keys)                    \
  X(versions)                \
  X(deploy)                  \
  X(rollback)                \
  X(status)                  \
  X(history)                 \
  X(promote)                 \
  X(lock)                    \
  X(unlock)                  \
  X(doctor)                  \
  X(keep_environment)        \
  X(approve)                 \
  X(reject)                  \
  X(metrics)                 \
  X(trace)                   \
  X(dora)                    \
  X(audit)                   \
  X(notify)                  \
  X(release)                 \
  X(perf)                    \
  X(keys)                    \
  X(clean)                   \
  X(completions)             \
  X(version)                 \
  X(complete)
// clang-format on

namespace ropewalk::cli {

#define ROPEWALK_DECLARE(name) [[nodiscard]] const Command& name##_command();
ROPEWALK_COMMANDS(ROPEWALK_DECLARE)
#undef ROPEWALK_DECLARE

}  // namespace ropewalk::cli
