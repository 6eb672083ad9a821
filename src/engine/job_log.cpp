#include "engine/job_log.h"

namespace ropewalk::engine {

void JobLog::line(int step, record::LogKind kind, std::string_view text) {
  recorder_.emit(record::LogLine{.job = job_, .step = step, .kind = kind, .text = std::string(text)});
}

}  // namespace ropewalk::engine
