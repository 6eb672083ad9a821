#include "engine/recorder.h"

#include <utility>

namespace ropewalk::engine {

void Recorder::emit(record::EventData data) { sink_.receive({run_, ++sequence_, clock_.now(), std::move(data)}); }

}  // namespace ropewalk::engine
