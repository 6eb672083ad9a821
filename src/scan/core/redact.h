// Takes secrets out of what a report says besides its findings: names of files, members of archives, refs and authors,
// and the messages that repeat them.
#pragma once

#include "scan/core/finding.h"

namespace ropewalk::scan {

/// Masks them in all that is shown. For the last moment: lists of what is let be go by the names as they are.
void redact_names(Report& report);

/// True when the name of a file may hold a secret: it has a long run of letters and digits. Scanners that know no
/// secrets need not ask more of other names.
[[nodiscard]] bool may_have_secret_names(const Report& report);

/// True when a name or a message of the report holds a secret.
[[nodiscard]] bool has_secret_names(const Report& report, const SecretsInName& secrets_in);

}  // namespace ropewalk::scan
