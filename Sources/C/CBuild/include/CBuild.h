// What a build knows of itself and no source file can say.
#pragma once

// The commit that this program was built from, with `-dirty` behind it when files had been changed; or `unknown`.
extern const char *const linkora_commit;
