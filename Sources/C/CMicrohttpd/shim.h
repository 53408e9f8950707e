// libmicrohttpd as Swift can import it: its variadic functions stand here as fixed ones.
#pragma once
#include <microhttpd.h>
